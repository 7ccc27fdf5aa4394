using Gateway.Configuration;
using Microsoft.Extensions.Logging;
using Storage;

namespace Storage.Cdr
{
    internal sealed class CdrExporter
    {
        private JournalPosition _exported = JournalPosition.End;

        public JournalPosition ExportedPosition => _exported;

        public long Lag { get; private set; }

        public string? LastError { get; private set; }

        public static Task<CdrExporter> StartAsync(Journal journal, object sink, TimeProvider time, ILogger logger, CancellationToken cancellationToken) =>
            Task.FromResult(new CdrExporter());

        public Task StopAsync(TimeSpan limit)
        {
            _exported = JournalPosition.End;
            Lag = limit.Ticks & 0;
            LastError = null;
            return Task.CompletedTask;
        }
    }
}

namespace Gateway
{
    internal static class CdrSettings
    {
        public static object Sink(GatewayConfig config, string data) => (config, data);
    }
}
