using System.Globalization;
using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>Adds rows up by group, as <see cref="CdrSums"/> does in PostgreSQL.</summary>
internal sealed class SqliteTally(CdrGrouping by)
{
    private readonly SortedDictionary<string, Counts> _groups = new(StringComparer.Ordinal);
    private Counts? _last;
    private string _lastGroup = "";

    public void Add(in SqliteRow row)
    {
        string group = GroupOf(in row);
        if (_last is null || group != _lastGroup)
        {
            if (!_groups.TryGetValue(group, out _last)) _groups[group] = _last = new Counts();
            _lastGroup = group;
        }
        _last.Add(in row);
    }

    public List<CdrSum> Sums() => [.. _groups.Select(group => group.Value.ToSum(group.Key))];

    private string GroupOf(in SqliteRow row) => by switch
    {
        CdrGrouping.Account => row.Text(CdrColumn.Account) ?? "",
        CdrGrouping.Upstream => row.Text(CdrColumn.Upstream) ?? "",
        CdrGrouping.Route => row.Text(CdrColumn.Route) ?? "",
        CdrGrouping.Node => row.Node,
        CdrGrouping.Status => row.Number(CdrColumn.Status).ToString(CultureInfo.InvariantCulture),
        CdrGrouping.Day => CdrTime.Of(row.Time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        CdrGrouping.Hour => CdrTime.Of(row.Time).ToString("yyyy-MM-dd HH':00'", CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"{by} is no grouping"),
    };

    private sealed class Counts
    {
        private readonly long[] _events = new long[(int)EventKind.Carried];
        private long _relayed;
        private long _segments;
        private long _delivered;
        private long _undelivered;

        public void Add(in SqliteRow row)
        {
            EventKind kind = row.Kind;
            _events[(int)kind]++;
            bool relayed = kind == EventKind.Sent && row.Number(CdrColumn.Number) == 0;
            if (relayed) _relayed++;
            if (relayed || kind is EventKind.Accepted or EventKind.MoAccepted) _segments += row.Segments;
            if (kind != EventKind.Receipt) return;
            if (row.State == MessageState.Delivered) _delivered++;
            else if (row.State is not (MessageState.Scheduled or MessageState.Enroute or MessageState.Accepted)) _undelivered++;
        }

        public CdrSum ToSum(string group) => new()
        {
            Group = group,
            Messages = _events[(int)EventKind.Accepted] + _events[(int)EventKind.MoAccepted] + _relayed,
            Segments = _segments,
            Rejected = _events[(int)EventKind.Rejected],
            Sent = _events[(int)EventKind.Sent],
            Retried = _events[(int)EventKind.Retried],
            Uncertain = _events[(int)EventKind.Uncertain],
            Delivered = _delivered + _events[(int)EventKind.MoDelivered],
            Undelivered = _undelivered,
            Failed = _events[(int)EventKind.Failed],
            Expired = _events[(int)EventKind.Expired] + _events[(int)EventKind.MoExpired],
            Cancelled = _events[(int)EventKind.Cancelled],
        };
    }
}
