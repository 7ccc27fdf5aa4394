using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Architecture;

/// <summary>docs/observability.md says what the libraries tell of themselves; here the page and the code are held together.</summary>
public partial class ObservabilityTests
{
    private const string Page = "docs/observability.md";

    private static readonly string[] Libraries = ["Smpp.Client", "Smpp.Server", "Smpp.Session"];

    [Fact]
    public void Every_instrument_has_its_row_with_kind_unit_and_words()
    {
        var published = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (!Libraries.Contains(instrument.Meter.Name))
                    return;
                string kind = instrument.GetType().Name.Split('`')[0];
                published.Add($"`{instrument.Name}` | {kind} | `{instrument.Unit}` | {instrument.Description}");
            },
        };
        foreach (var library in Libraries)
        {
            foreach (var type in Assembly.Load(library).GetTypes().Where(type => type.Name.EndsWith("Telemetry", StringComparison.Ordinal)))
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
        listener.Start();

        Assert.Equal(published.Order(), RowsOf("Instruments").Select(row => string.Join(" | ", row[..4])).Order());
    }

    [Fact]
    public void Every_instrument_is_named_as_OpenTelemetry_has_it() =>
        Assert.All(RowsOf("Instruments"), row => Assert.Matches(InstrumentName(), row[0]));

    [Fact]
    public void Every_log_event_has_its_row_with_level_and_words()
    {
        var events =
            from library in Libraries
            from type in Assembly.Load(library).GetTypes()
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            let logged = method.GetCustomAttribute<LoggerMessageAttribute>()
            where logged is not null
            select $"`{library}` | {logged.EventId} | {logged.Level} | {logged.Message}";

        Assert.Equal(events.Order(), RowsOf("Log events").Select(row => string.Join(" | ", row)).Order());
    }

    [Fact]
    public void Every_source_of_spans_is_a_library_s() =>
        Assert.Equal(Libraries, RowsOf("Spans").Select(row => row[0].Trim('`')).Distinct().Order());

    private static IEnumerable<string[]> RowsOf(string section) =>
        from line in Tree.ReadLines(Page)
            .SkipWhile(line => line != $"## {section}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|')).Skip(2)
        select line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();

    [GeneratedRegex(@"^`smpp\.(session|client|server)(\.[a-z]+)+`$")]
    private static partial Regex InstrumentName();
}
