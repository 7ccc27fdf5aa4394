using Routing;
using Smpp.Protocol;
using Storage;

namespace Gateway.Admin;

/// <summary>How the node stands.</summary>
internal sealed record StatusView(
    string Node, string Version, string State, DateTimeOffset Started, double UptimeSeconds, long Revision, string[] Listen,
    string Durability, CountersView Counters,
    long Live, long PendingLimit, JournalView Journal, CdrView Cdr, RuntimeView Runtime, AccountView[] Accounts, UpstreamView[] Upstreams);

/// <summary>Counts since the start.</summary>
internal sealed record CountersView(
    long Accepted, long Rejected, long Throttled, long Sent, long Relayed, long Failed, long Expired, long Ended, long Uncertain,
    long Retried, long ReceiptsIn, long ReceiptsOut, long ReceiptsEarly, long ReceiptsOrphaned,
    long MoIn, long MoOut, long DeliveriesDropped);

/// <summary>The journal. A commit is the write and the sync of one batch; milliseconds are those of all since the start.</summary>
internal sealed record JournalView(
    long OldestSegment, string DurablePosition, long DiskBytes, bool DiskFull, long Commits, double CommitMilliseconds,
    double LongestCommitMilliseconds)
{
    public static JournalView Of(Journal journal)
    {
        var statistics = journal.Statistics;
        return new JournalView(
            journal.OldestSegment, journal.DurablePosition.ToString(), statistics.DiskBytes, journal.IsDiskFull, statistics.Batches,
            Math.Round(statistics.CommitTime.TotalMilliseconds, 3), Math.Round(statistics.LongestCommit.TotalMilliseconds, 3));
    }
}

/// <summary>
/// What the process has allocated and collected since it began, for how long its threads stood still for that, and how often one of them
/// waited for another's lock.
/// </summary>
internal sealed record RuntimeView(
    long AllocatedBytes, int Gen0Collections, int Gen1Collections, int Gen2Collections, double PauseMilliseconds,
    double LastGen2PauseMilliseconds, long LockContentions)
{
    public static RuntimeView Now()
    {
        var blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        var background = GC.GetGCMemoryInfo(GCKind.Background);
        var last = blocking.Index > background.Index ? blocking : background;
        double lastPause = 0;
        foreach (var pause in last.PauseDurations)
            lastPause = Math.Max(lastPause, pause.TotalMilliseconds);
        return new RuntimeView(
            GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2),
            Math.Round(GC.GetTotalPauseDuration().TotalMilliseconds, 3), Math.Round(lastPause, 3), Monitor.LockContentionCount);
    }
}

/// <summary>The CDR exporter.</summary>
internal sealed record CdrView(string Sink, string Position, long Lag, string? LastError);

/// <summary>One account.</summary>
internal sealed record AccountView(string SystemId, int Sessions, int Binds, int Rate, long Waiting);

/// <summary>One session of a customer.</summary>
internal sealed record SessionView(
    string SystemId, string Remote, string State, string Version, DateTimeOffset Since, int Window, int Outstanding, int InboundWindow,
    int InboundOutstanding, long PdusIn, long PdusOut, long OctetsIn, long OctetsOut, long Throttled, long Malformed, long Timeouts);

/// <summary>
/// One upstream. Of the sessions that are bound only those bound to submit have a window, which is that of each: receivers, such as
/// those of pairs and of the carrier's calls, have none.
/// </summary>
internal sealed record UpstreamView(
    string Name, string Address, int Bound, int BoundToSubmit, int Binds, int Window, int Rate, long Queued, long InFlight,
    long AwaitingReceipts, int EarlyReceipts, bool Paused, BindView[] Sessions);

/// <summary>One bind of an upstream.</summary>
internal sealed record BindView(
    string Kind, string State, string? Remote, DateTimeOffset? Since, int Window, int Outstanding,
    long PdusIn, long PdusOut, string? LastError);

/// <summary>One route.</summary>
internal sealed record RouteView(string Name, string Direction, string Match, string Action, string Mode);

/// <summary>
/// Which way a message of an account would go: <c>forward</c>, <c>reject</c> by a route, or <c>no_route</c>. The text says all of it in
/// words.
/// </summary>
internal sealed record ExplainView(
    string Account, string Source, string Destination, string Action, string? Route, string? To, string? Mode, string? Status,
    ExplainedRouteView[] Routes, string Text)
{
    public static ExplainView Of(RouteTrace trace)
    {
        var decision = trace.Decision;
        bool forwards = decision.Action == RouteAction.Forward;
        return new ExplainView(
            trace.From, trace.Source, trace.Destination, AdminApi.WordOf(decision.Action), decision.Route?.Name, trace.Group?.Name,
            forwards ? AdminApi.WordOf(decision.Mode) : null, forwards ? null : decision.Status.Name,
            [.. trace.Steps.Select(step => new ExplainedRouteView(step.Route.Name, AdminApi.WordOf(step.Verdict), step.Reason))],
            trace.ToString());
    }
}

/// <summary>Why a route did or did not decide: <c>chosen</c>, <c>beaten</c> or <c>no_match</c>.</summary>
internal sealed record ExplainedRouteView(string Name, string Verdict, string Reason);

/// <summary>That the gateway stops.</summary>
internal sealed record DrainView(bool Draining);

/// <summary>What a reload has done, and which tables of smpp.toml have changed without being in force before a restart.</summary>
internal sealed record ReloadView(bool Reloaded, long Revision, string[] Errors, string[] ForRestart);

/// <summary>Something under way.</summary>
internal sealed record MessageView(
    string Id, string State, string? Account, string? Source, string? Destination, string? Route, string? Upstream,
    string? UpstreamMessageId, int Segments, bool PossibleDuplicate, DateTimeOffset Submitted, DateTimeOffset Expires);

/// <summary>How much matches in all, and the oldest of it.</summary>
internal sealed record MessagesView(int Total, MessageView[] Messages);

/// <summary>How many ambiguous messages matched, and how many were settled.</summary>
internal sealed record SettledView(int Found, int Settled);
