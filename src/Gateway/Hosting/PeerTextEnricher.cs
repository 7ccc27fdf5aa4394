using Serilog.Core;
using Serilog.Events;
using Smpp.Protocol;

namespace Gateway.Hosting;

/// <summary>
/// Values of log events as <see cref="PeerText.Shown"/>: whoever sends a system_id, say, neither writes lines of the log nor commands the
/// terminal that shows it.
/// </summary>
internal sealed class PeerTextEnricher : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? shown = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (value is ScalarValue { Value: string text } && PeerText.Shown(text) is var safe && !ReferenceEquals(safe, text))
                (shown ??= []).Add(new LogEventProperty(name, new ScalarValue(safe)));
        }
        foreach (var property in shown ?? [])
            logEvent.AddOrUpdateProperty(property);
    }
}
