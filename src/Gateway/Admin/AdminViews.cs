using System.Reflection;
using System.Text;
using Gateway.Upstreams;
using Routing;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Admin;

/// <summary>Turns the node's state into what the admin API shows.</summary>
internal sealed class AdminViews(GatewayNode node)
{
    private static readonly string Version =
        typeof(AdminViews).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public StatusView Status()
    {
        var current = node.Snapshot;
        var journal = node.Store.Journal;
        return new StatusView(
            current.Config.Node.Name,
            Version,
            node.IsDraining ? "draining" : "running",
            node.Started,
            Math.Round(node.Uptime.TotalSeconds, 3),
            current.Revision,
            [.. node.Listening.Select(address => address.ToString())],
            journal.Durability.ToString().ToLowerInvariant(),
            CountersOf(node.Store.Counters),
            node.Store.Live.Count,
            node.Store.PendingLimit,
            JournalView.Of(journal),
            new CdrView(
                current.Config.Cdr.Sink.ToString().ToLowerInvariant(),
                node.Cdrs.ExportedPosition.ToString(), node.Cdrs.Lag, node.Cdrs.LastError?.Message),
            RuntimeView.Now(),
            [.. current.Accounts.Values.OrderBy(account => account.SystemId, StringComparer.Ordinal).Select(account => new AccountView(
                account.SystemId, account.Sessions.Count, account.Config?.Binds ?? 0, account.Config?.Rate ?? 0, account.Outbox.Waiting))],
            Upstreams());
    }

    public SessionView[] Sessions() => [.. node.Sessions.Select(session => new SessionView(
        session.PeerSystemId,
        session.RemoteEndPoint?.ToString() ?? "",
        StateOf(session),
        session.PeerVersion.Name,
        session.Since,
        session.Options.Window,
        session.Outstanding,
        session.Options.InboundWindow,
        session.InboundOutstanding,
        session.Counters.PdusIn,
        session.Counters.PdusOut,
        session.Counters.OctetsIn,
        session.Counters.OctetsOut,
        session.Counters.Throttled,
        session.Counters.Malformed,
        session.Counters.Timeouts))];

    public UpstreamView[] Upstreams() =>
        [.. node.Snapshot.Upstreams.Values.OrderBy(upstream => upstream.Name.Text, StringComparer.Ordinal).Select(Of)];

    public RouteView[] Routes() => [.. node.Snapshot.Routes.Routes.Select(route => new RouteView(
        route.Name,
        route.Direction.ToString().ToLowerInvariant(),
        MatchOf(route.Match),
        route.Reject is { } status ? $"reject {status}" : route.To ?? route.Account ?? "",
        route.Mode.ToString().ToLowerInvariant()))];

    /// <summary>Which way a message would go, and why; false, and what is wrong with the question.</summary>
    public bool TryExplain(string? account, string? source, string? destination, out ExplainView? view, out string reason)
    {
        view = null;
        if (string.IsNullOrEmpty(account) || string.IsNullOrEmpty(destination))
        {
            return AdminQuery.Refuse(
                "account and destination are needed: /explain?account=demo&source=ACME&destination=447700900123", out reason);
        }
        if (!TryRead("source", source, out var from, out reason) || !TryRead("destination", destination, out var to, out reason))
            return false;
        var facts = new MessageFacts { Direction = RouteDirection.Mt, Account = account, Source = from, Destination = to };
        view = ExplainView.Of(node.Snapshot.Routes.Explain(facts));
        return true;
    }

    /// <summary>The octets as they are written, since routes compare those of a submit_sm: 00 is no other way to write +.</summary>
    private static bool TryRead(string what, string? text, out Address address, out string reason)
    {
        text ??= "";
        reason = "";
        address = default;
        return (!text.AsSpan().ContainsAnyExceptInRange('\u0001', '\u00FF')
            && Address.TryCreate(TypeOfNumber.Unknown, NumberingPlan.Unknown, Encoding.Latin1.GetBytes(text), out address))
            || AdminQuery.Refuse(
                $"{what} '{text}' does not fit an address: up to {Address.MaxLength} characters of Latin-1", out reason);
    }

    private static string MatchOf(RouteMatch match)
    {
        var parts = new List<string>();
        Add("account", match.Account);
        Add("upstream", match.Upstream);
        Add("source", match.Source);
        Add("source_prefix", match.SourcePrefix);
        Add("source_regex", match.SourceRegex);
        Add("destination", match.Destinations.Count == 0 ? null : string.Join(",", match.Destinations));
        return parts.Count == 0 ? "any" : string.Join(" ", parts);

        void Add(string name, string? value)
        {
            if (value is not null)
                parts.Add($"{name}={value}");
        }
    }

    private UpstreamView Of(UpstreamState upstream)
    {
        var called = node.Calls.SessionsOf(upstream).Select(session => new BindStatus(CommandId.BindReceiver, session, null));
        BindStatus[] binds = [.. upstream.Binds, .. called];
        return new UpstreamView(
            upstream.Name.Text,
            upstream.Config.Binds == 0 ? $"called at {node.Calls.EndPointOf(upstream)}" : upstream.Config.Address.ToString(),
            binds.Count(bind => bind.Session is { State.IsBound: true }),
            binds.Count(bind => bind.Session is { State.CanSubmit: true }),
            binds.Length,
            upstream.Config.Window,
            upstream.Config.Rate,
            upstream.Queued,
            upstream.InFlight,
            upstream.Receipts.Count,
            upstream.Receipts.Parked,
            upstream.IsPaused || upstream.IsSilent,
            [.. binds.Select(Of)]);
    }

    private static BindView Of(BindStatus bind)
    {
        var session = bind.Session;
        return new BindView(
            bind.Kind.Name, session is null ? "down" : StateOf(session), session?.RemoteEndPoint?.ToString(), session?.Since,
            session?.Options.Window ?? 0, session?.Outstanding ?? 0,
            session?.Counters.PdusIn ?? 0, session?.Counters.PdusOut ?? 0, bind.LastError);
    }

    private static string StateOf(SmppSession session) => session.State switch
    {
        SessionState.BoundTransmitter => "bound_tx",
        SessionState.BoundReceiver => "bound_rx",
        SessionState.BoundTransceiver => "bound_trx",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static CountersView CountersOf(Counters counters) => new(
        counters.Accepted, counters.Rejected, counters.Throttled, counters.Sent, counters.Relayed, counters.Failed, counters.Expired,
        counters.Ended, counters.Uncertain, counters.Retried, counters.ReceiptsIn, counters.ReceiptsOut,
        counters.ReceiptsEarly, counters.ReceiptsOrphaned,
        counters.MoIn, counters.MoOut, counters.DeliveriesDropped);
}
