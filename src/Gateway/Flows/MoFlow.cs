using Gateway.Accounts;
using Gateway.Upstreams;
using Routing;
using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Flows;

/// <summary>The way of a mobile-originated message: carrier → route → journal → carrier answered → the account's outbox.</summary>
internal sealed class MoFlow(NodeStore store, Func<GatewaySnapshot> snapshot, Func<string, AccountState> account)
{
    /// <summary>A carrier has sent a deliver_sm that is no receipt. Runs on that upstream's reader.</summary>
    public void OnMessage(UpstreamState upstream, in Inbound request, scoped in MessageView view)
    {
        Counters.Add(ref store.Counting.MoIn);
        var owner = OwnerOf(upstream, view.Source, view.Destination, out var decision);
        if (owner is null)
        {
            Refuse(upstream, request, view);
            return;
        }
        if (owner.IsFull)
        {
            Counters.Add(ref store.Counting.Throttled);
            request.Reject(CommandStatus.MessageQueueFull);
            return;
        }
        var passed = owner.UnknownTlvs.Passed(view);
        byte[] body = new byte[passed.BodyLength];
        passed.WriteBody(body);
        var delivery = new CustomerDelivery
        {
            Id = store.Journal.Ids.Next(),
            Account = owner.Name,
            Route = store.Names.Get(decision.Route!.Name),
            Upstream = upstream.Name,
            Source = view.Source,
            Destination = view.Destination,
            Flags = EventFlags.MobileOriginated,
            DataCoding = (byte)view.DataCoding,
            EsmClass = (byte)view.EsmClass,
            Segments = (byte)Math.Min(Segments.Count(view), byte.MaxValue),
            Octets = (ushort)Math.Min(view.UserData.Length, ushort.MaxValue),
            SubmittedAt = store.Now,
            ExpiresAt = store.Now + NodeStore.Microseconds(SubmitFlow.ReceiptLifetime),
            Outbox = owner.Outbox,
            Origin = upstream.Answer(request),
        };
        delivery.SetBody(body);
        AppendResult result;
        lock (delivery)
        {
            scoped JournalEvent e;
            delivery.Describe(EventKind.MoAccepted, delivery.SubmittedAt, out e);
            e.Payload = body;
            result = store.Journal.TryAppend(e, delivery, out var position);
            if (result == AppendResult.Ok)
                store.Live.Add(delivery, position);
        }
        if (result != AppendResult.Ok)
            request.Reject(result.Refusal);
    }

    /// <summary>
    /// A carrier tells that a subscriber can be reached again: passed to one receiver of the account that messages to its esme_addr go to.
    /// It has no response (v3.4 §4.12), so that nobody waits for it; while no receiver is bound it is let go.
    /// </summary>
    public void OnAlert(UpstreamState upstream, AlertNotification alert)
    {
        if (!alert.Source.TryToAddress(out var source) || !alert.Esme.TryToAddress(out var esme))
            return;
        if (OwnerOf(upstream, source, esme, out _)?.ChooseReceiver() is { } session)
            session.TryAlert(alert);
    }

    private AccountState? OwnerOf(UpstreamState upstream, in Address source, in Address destination, out RouteDecision decision)
    {
        decision = snapshot().Routes.Decide(new MessageFacts
        {
            Direction = RouteDirection.Mo,
            Upstream = upstream.Name.Text,
            Source = source,
            Destination = destination,
        });
        return decision.Action == RouteAction.Forward ? account(decision.Account!) : null;
    }

    /// <summary>No account takes it: refused for good, so that the carrier does not send it for ever, and booked.</summary>
    private void Refuse(UpstreamState upstream, in Inbound request, scoped in MessageView view)
    {
        Counters.Add(ref store.Counting.Rejected);
        var e = new JournalEvent
        {
            Kind = EventKind.Rejected,
            Flags = EventFlags.MobileOriginated,
            MessageId = store.Journal.Ids.Next(),
            Time = store.Now,
            SubmittedAt = store.Now,
            Upstream = upstream.Name.Utf8,
            Source = view.Source,
            Destination = view.Destination,
            Status = (uint)CommandStatus.ReceiverRejected,
        };
        store.Journal.TryAppend(e, null, out _);
        request.Reject(CommandStatus.ReceiverRejected);
    }
}
