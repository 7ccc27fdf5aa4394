using System.Data.Common;
using System.Text;
using Gateway.Accounts;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Cdr;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// query_sm (v3.4 §4.8): what became of a message. What is alive answers at once; what has ended is looked up in the CDRs, once they have
/// all that had happened when the question came.
/// </summary>
/// <param name="store">The node's store.</param>
/// <param name="aside">Where the CDRs are asked.</param>
/// <param name="exported">Completes when the CDRs have what the journal has now.</param>
/// <param name="cdrs">The CDRs that the configuration names.</param>
internal sealed class QueryFlow(NodeStore store, Aside aside, Func<CancellationToken, Task> exported, Func<CdrQuery> cdrs)
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(5);

    /// <summary>An account's session has received a query_sm. Runs on its reader.</summary>
    public void OnQuery(AccountState account, in Inbound request, QuerySm query)
    {
        if (!store.Journal.Ids.TryResolve(query.MessageId, out ulong id))
        {
            request.Reject(CommandStatus.InvalidMessageId);
            return;
        }
        if (Find(id) is { Member: 0 } alive && !alive.Flags.HasFlag(EventFlags.MobileOriginated))
        {
            if (alive.Account != account.Name || !IsFrom(query, alive.Source.ToString()))
                request.Reject(CommandStatus.QueryFailed);
            else
                Answer(request, query, StateOf(alive), alive is Delivery receipt ? EndOf(receipt) : null, 0);
            return;
        }
        var origin = request;
        if (!aside.TryAdd(stop => LookUpAsync(account.SystemId, origin, query, id, stop)))
            request.Reject(CommandStatus.Throttled);
    }

    /// <summary>
    /// What is alive under an id. Whoever ends a message has it locked until its receipt stands in its place, and the customer may have
    /// that receipt before.
    /// </summary>
    private BookedEntity? Find(ulong id)
    {
        if (store.Live.Find(id) is not BookedEntity found)
            return null;
        lock (found)
            return store.Live.Find(id) as BookedEntity;
    }

    private async Task LookUpAsync(string account, Inbound request, QuerySm query, ulong id, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(MostPatience);
        try
        {
            await exported(patience.Token).ConfigureAwait(false);
            var filter = new CdrFilter { MessageId = id, Limit = ushort.MaxValue };
            var rows = await cdrs().ListAsync(filter, patience.Token).ConfigureAwait(false);
            // A message of a relaying route is booked when it is sent.
            if (rows is not [{ Event: "received" or "sent" } first, ..] || first.Account != account || !IsFrom(query, first.Source))
            {
                request.Reject(CommandStatus.QueryFailed);
                return;
            }
            var end = rows.LastOrDefault(row => StateOf(row) is { IsFinal: true });
            Answer(request, query, end is null ? MessageState.Enroute : StateOf(end)!.Value, end?.Time, ErrorOf(end?.Error));
        }
        catch (Exception e) when (e is DbException or OperationCanceledException or InvalidOperationException or TimeoutException)
        {
            request.Reject(CommandStatus.QueryFailed);
        }
    }

    /// <summary>
    /// By the address alone: the CDRs have neither its TON nor its NPI, and a question that is answered after the end is answered before
    /// it as well.
    /// </summary>
    private static bool IsFrom(QuerySm query, string? source) => query.Source.ToString() == source;

    private static void Answer(in Inbound request, QuerySm query, MessageState state, DateTimeOffset? end, byte error)
    {
        // v3.4 knows no such state (§5.2.28).
        if (state == MessageState.Scheduled && request.Session.PeerVersion < InterfaceVersion.V50)
            state = MessageState.Enroute;
        Span<byte> final = stackalloc byte[SmppTime.Length];
        var response = new QuerySmResp
        {
            MessageId = query.MessageId,
            FinalDate = end is { } moment ? Encoding.ASCII.GetString(final[..SmppTime.WriteAbsolute(final, moment)]) : "",
            MessageState = state,
            ErrorCode = error,
        };
        request.Reply(ref response);
    }

    private MessageState StateOf(BookedEntity alive) => alive switch
    {
        Delivery receipt => (MessageState)receipt.MessageState,
        GatewayMessage { State: LiveState.Queued } message when message.DueAt > store.Now => MessageState.Scheduled,
        _ => MessageState.Enroute,
    };

    /// <summary>The state that a row says, or null when it says none.</summary>
    private static MessageState? StateOf(CdrRecord row) => row.Event switch
    {
        "receipt" or "failed" or "expired" or "cancelled"
            when MessageStates.TryParseWord(Encoding.ASCII.GetBytes(row.State ?? ""), out var state) => state,
        _ => null,
    };

    private static DateTimeOffset EndOf(Delivery receipt) => NodeStore.ToTime(receipt.ExpiresAt) - SubmitFlow.ReceiptLifetime;

    /// <summary>The network's error where it fits the one octet there is for it (v3.4 §5.2.31).</summary>
    private static byte ErrorOf(string? text) => byte.TryParse(text, out byte error) ? error : (byte)0;
}
