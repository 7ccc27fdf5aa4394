using Gateway.Accounts;
using Routing;
using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Flows;

/// <summary>
/// The way of a submit_multi (v3.4 §4.5.1): a message for each destination, each with its own route, CDRs and receipt, all known to the
/// submitter by one message_id. They are stored on relaying routes too, since one answer cannot be that of several upstreams.
/// </summary>
internal sealed class MultiFlow(NodeStore store, Func<GatewaySnapshot> snapshot, SubmitFlow submits, TimeProvider time)
{
    /// <summary>
    /// Destinations, the numbers of lists among them: each is a message or a refusal in the answer, and one octet counts either.
    /// </summary>
    private const int MostDestinations = byte.MaxValue;

    /// <summary>An account's session has received a submit_multi. Runs on its reader.</summary>
    public void OnSubmitMulti(AccountState account, in Inbound request, SubmitMulti multi)
    {
        var common = SubmitOf(multi);
        byte[] body = new byte[common.BodyLength];
        common.WriteBody(body);
        if (!MessageView.TryRead(CommandId.SubmitSm, body, out var view, out var error))
        {
            request.Reject(error.ToStatus());
            return;
        }
        var refusal = SubmitChecks.Check(account, view, time.GetUtcNow(), out var timing);
        // There is no one message to replace.
        if (refusal == CommandStatus.Ok && view.ReplaceIfPresent != 0)
            refusal = CommandStatus.InvalidSubmitWithReplace;
        if (view.DefaultMessageId != 0 && refusal == CommandStatus.Ok)
            refusal = snapshot().DefaultMessages.Resolve(ref view, request.Session.PeerVersion);
        if (refusal != CommandStatus.Ok)
        {
            submits.Refuse(account, view, null, refusal);
            request.Reject(refusal);
            return;
        }
        // A list is as many messages as it has numbers.
        bool hasLists = multi.Destinations.Any(destination => destination.IsList);
        ulong first = store.Journal.Ids.Next(hasLists ? MostDestinations : multi.Destinations.Count);
        var answer = new MultiAnswer(request, first);
        byte member = 0;
        int announced = multi.Destinations.Count;
        foreach (var destination in multi.Destinations)
        {
            if (!destination.IsList)
            {
                var one = view with { Destination = destination.Address };
                Submit(account, request.Session.PeerVersion, one, timing, first, ref member, answer);
                continue;
            }
            var status = account.Lists.TryFind(destination.ListName, out var addresses);
            // They take the place of the list's name.
            if (status == CommandStatus.Ok && announced - 1 + addresses.Length > MostDestinations)
                status = CommandStatus.CannotSubmitToList;
            if (status != CommandStatus.Ok)
            {
                answer.Refuse(NameOf(destination), status);
                continue;
            }
            announced += addresses.Length - 1;
            foreach (var address in addresses)
                Submit(account, request.Session.PeerVersion, view with { Destination = address }, timing, first, ref member, answer);
        }
        answer.Close();
    }

    private void Submit(
        AccountState account, InterfaceVersion version, scoped in MessageView view, in Timing timing, ulong first, ref byte member,
        MultiAnswer answer)
    {
        var status = TrySubmit(account, version, view, timing, first, member, answer);
        if (status == CommandStatus.Ok)
            member++;
        else
            answer.Refuse(view.Destination, status);
    }

    private CommandStatus TrySubmit(
        AccountState account, InterfaceVersion version, scoped in MessageView view, in Timing timing, ulong first, byte member,
        MultiAnswer answer)
    {
        if (view.Destination.IsEmpty)
        {
            submits.Refuse(account, view, null, CommandStatus.InvalidDestinationAddress);
            return CommandStatus.InvalidDestinationAddress;
        }
        var status = submits.TryAdmit(account, version, view, timing, MessageIds.Move(first, member), out var message, out _);
        if (message is null)
            return status;
        message.Member = member;
        message.Multi = answer;
        answer.Add();
        var result = submits.TryAccept(message, view);
        if (result == AppendResult.Ok)
            return CommandStatus.Ok;
        answer.Withdraw();
        return result.Refusal;
    }

    /// <summary>A list's name stands where an address would: unsuccess_sme has no other place for it.</summary>
    private static Address NameOf(in MultiDestination list) =>
        new(TypeOfNumber.Unknown, NumberingPlan.Unknown, System.Text.Encoding.ASCII.GetBytes(list.ListName));

    private static SubmitSm SubmitOf(SubmitMulti multi) => new()
    {
        ServiceType = multi.ServiceType,
        Source = multi.Source,
        EsmClass = multi.EsmClass,
        ProtocolId = multi.ProtocolId,
        PriorityFlag = multi.PriorityFlag,
        ScheduleDeliveryTime = multi.ScheduleDeliveryTime,
        ValidityPeriod = multi.ValidityPeriod,
        RegisteredDelivery = multi.RegisteredDelivery,
        ReplaceIfPresent = multi.ReplaceIfPresent,
        DataCoding = multi.DataCoding,
        DefaultMessageId = multi.DefaultMessageId,
        ShortMessage = multi.ShortMessage,
        Tlvs = multi.Tlvs,
    };
}
