using System.Text;

namespace Storage.Cdr;

/// <summary>A filter made ready for rows of blocks.</summary>
internal sealed class SqliteRowFilter
{
    // Blocks stand in the order of time but for a clock that was set back, which is taken to be by less than this.
    private const long Slack = 3_600_000_000;

    private readonly CdrFilter _filter;
    private readonly EventKind? _kind;
    private readonly List<(byte[] Utf8, string Text)>? _numbers;
    private readonly List<(CdrColumn Column, byte[] Utf8, string Text)> _texts = [];

    /// <exception cref="ArgumentException">The filter asks for an event that there is not.</exception>
    public SqliteRowFilter(CdrFilter filter)
    {
        _filter = filter;
        _kind = filter.Kind;
        _numbers = filter.Numbers?.Select(number => (Encoding.UTF8.GetBytes(number), number)).ToList();
        Since = filter.Since is { } since ? CdrTime.Of(since) : long.MinValue;
        Until = filter.Until is { } until ? CdrTime.Of(until) : long.MaxValue;
        Add(CdrColumn.Account, filter.Account);
        Add(CdrColumn.Route, filter.Route);
        Add(CdrColumn.Upstream, filter.Upstream);
    }

    private long Since { get; }

    private long Until { get; }

    /// <summary>Whether neither this block nor, most likely, any before it has a row that matches.</summary>
    public bool IsPast(in SqliteBlock block) => Since != long.MinValue && block.LastTime < Since - Slack;

    /// <summary>Whether a block may have a row that matches.</summary>
    public bool MayMatch(in SqliteBlock block) => block.LastTime >= Since && block.FirstTime < Until;

    public bool Matches(in SqliteRow row)
    {
        if (_filter.MessageId is { } id && row.MessageId != id) return false;
        if (_filter.ShortId is { } low && MessageIds.ShortOf(row.MessageId) != low) return false;
        if (_kind is { } kind && row.Kind != kind) return false;
        if (row.Time < Since || row.Time >= Until) return false;
        if (_filter.Status is { } status && row.Number(CdrColumn.Status) != status) return false;
        if (_filter.State is { } state && row.StateWord != state) return false;
        foreach ((CdrColumn column, byte[] utf8, string text) in _texts)
            if (!row.Is(column, utf8, text)) return false;
        return _numbers is null || HasNumber(in row);
    }

    private bool HasNumber(in SqliteRow row)
    {
        foreach ((byte[] utf8, string text) in _numbers!)
            if (row.Is(CdrColumn.Source, utf8, text) || row.Is(CdrColumn.Destination, utf8, text)) return true;
        return false;
    }

    private void Add(CdrColumn column, string? text)
    {
        if (text is not null) _texts.Add((column, Encoding.UTF8.GetBytes(text), text));
    }
}
