using Routing;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>Reads <c>retry</c>: a list of waits, or a table of such lists by status with <c>default</c> for the rest.</summary>
internal static class RetryReader
{
    private const string Key = "retry";
    private const string DefaultKey = "default";
    private const int MostWaits = 100;

    public static RetryTimetable Read(TableReader upstream)
    {
        var defaults = new RetryTimetable();
        if (!upstream.Has(Key))
            return defaults;
        if (upstream.Peek(Key) is not TomlTable written)
            return defaults with { Waits = Waits(upstream, Key) };
        var table = upstream.Table(Key, "retry of [[upstream]]")!;
        var rules = new List<RetryRule>();
        foreach (string name in written.Entries.Keys)
        {
            if (name == DefaultKey)
                continue;
            var waits = Waits(table, name);
            if (!RoutingValidator.TryParseStatus(name, out var status))
                table.Report(name, $"\"{name}\" is not the status of a refusal, such as ESME_RSYSERR or \"0x400\"");
            else if (RetryTimetable.IsPause(status))
                table.Report(name, $"{name} asks to slow down: it pauses the upstream by itself, for as long as it takes");
            else
                rules.Add(new RetryRule(status, waits));
        }
        var usual = table.Has(DefaultKey) ? Waits(table, DefaultKey) : defaults.Waits;
        table.Done();
        return new RetryTimetable { Waits = usual, Rules = [.. rules] };
    }

    private static ConfigList<TimeSpan> Waits(TableReader table, string key)
    {
        var waits = new List<TimeSpan>();
        foreach (var (written, period, line) in table.Periods(key))
        {
            if (period is { } wait && wait > TimeSpan.Zero && wait <= TimeSpan.FromDays(1))
                waits.Add(wait);
            else
                table.Report(line, $"{written} in {key} is not a wait of up to 1d, such as \"30s\" or \"5m\"");
        }
        if (waits.Count > MostWaits)
            table.Report(key, $"{key} has {waits.Count} waits; up to {MostWaits} are taken");
        return [.. waits];
    }
}
