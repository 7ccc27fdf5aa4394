using System.Text.Json;

namespace Cli.Admin;

/// <summary>What became of a gateway between two of its <c>/status</c> answers; after a restart, since that.</summary>
internal readonly struct StatusChange
{
    private readonly JsonElement _before;
    private readonly bool _isRestarted;

    public StatusChange(JsonElement before, JsonElement now)
    {
        _before = before;
        Now = now;
        _isRestarted = now.GetProperty("started").GetString() != before.GetProperty("started").GetString();
        Seconds = Math.Round(Uptime(now) - (_isRestarted ? 0 : Uptime(before)), 3);
    }

    /// <summary>The later answer.</summary>
    public JsonElement Now { get; }

    /// <summary>The time between the two, by the gateway's clock.</summary>
    public double Seconds { get; }

    /// <summary>How much a number of the object <paramref name="part"/> has grown, a second.</summary>
    public double PerSecond(string part, string name) => Seconds > 0 ? Math.Round(Grown(part, name) / Seconds, 1) : 0;

    /// <summary>How much a number of the object <paramref name="part"/> has grown for each one that <paramref name="of"/> has.</summary>
    public double Per(string part, string name, string of) =>
        Grown(part, of) is > 0 and var count ? Math.Round(Grown(part, name) / count, 3) : 0;

    private double Grown(string part, string name) => Value(Now, part, name) - (_isRestarted ? 0 : Value(_before, part, name));

    private static double Uptime(JsonElement status) => status.GetProperty("uptime_seconds").GetDouble();

    private static double Value(JsonElement status, string part, string name) => status.GetProperty(part).GetProperty(name).GetDouble();
}
