using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>Every PDU in every state of either role, as octets into a session and octets out of it: <see cref="StateTable"/>.</summary>
public class StateTableTests
{
    private const uint PeersNumber = 4_711;
    private const uint NobodysNumber = 0x7FFF_0000;

    public static TheoryData<SessionRole, string, string> Requests => Of(cell => !cell.Id.IsResponse);

    public static TheoryData<SessionRole, string, string> Responses => Of(cell => cell.Id.IsResponse);

    [Fact]
    public void The_table_has_each_of_the_33_commands_and_some_that_nobody_knows_in_each_state()
    {
        Assert.Equal(33, Enum.GetValues<CommandId>().Length);
        foreach (var (role, states) in new[] { (SessionRole.MessageCentre, 8), (SessionRole.Esme, 9) })
        {
            var rows = StateTable.Cells.Where(cell => cell.Role == role).GroupBy(cell => cell.Command).ToArray();
            Assert.Equal(36, rows.Length);
            Assert.All(rows, row => Assert.Equal(states, row.DistinctBy(cell => cell.State).Count()));
            Assert.Empty(Enum.GetValues<CommandId>().Except(rows.Select(row => row.First().Id)));
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_is_processed_answered_or_ignored_as_its_state_says(SessionRole role, string command, string state)
    {
        var cell = CellOf(role, command, state);
        using var it = new SessionInState(role, state);
        it.Rig.Feed(OctetsOf(cell.Id));

        switch (cell.Outcome)
        {
            case "process":
                Assert.Empty(it.Rig.Sent);
                Assert.Equal(1, it.Rig.Session.InboundOutstanding);
                it.TakeReceived().Accept("42"u8);
                AssertAnswer(cell.Id.Response, CommandStatus.Ok);
                break;
            case "told":
                it.TakeReceived().Accept("42"u8);
                break;
            case "ok":
                AssertAnswer(cell.Id.Response, CommandStatus.Ok);
                break;
            case "nack":
                AssertAnswer(CommandId.GenericNack, CommandStatus.InvalidCommandId);
                break;
            case "-":
                break;
            default:
                AssertAnswer(cell.Id.Response, Enum.GetValues<CommandStatus>().Single(status => status.Name == "ESME_" + cell.Outcome));
                break;
        }
        it.AssertState(cell.Next);
        it.AssertUntouched();

        void AssertAnswer(CommandId id, CommandStatus status)
        {
            var answer = it.Rig.Take(id);
            Assert.Equal((status, PeersNumber), (answer.Status, answer.Sequence));
            if (status != CommandStatus.Ok)
                Assert.Empty(answer.Body);
        }
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task A_response_completes_fails_or_ignores_what_its_state_has_unanswered(SessionRole role, string command, string state)
    {
        var cell = CellOf(role, command, state);
        using var it = new SessionInState(role, state, cell.Id);
        var response = cell.Id == CommandId.GenericNack
            ? WirePdu.Empty(cell.Id, it.Asked, CommandStatus.InvalidCommandId) : WirePdu.Empty(cell.Id, it.Asked);
        it.Rig.Feed(response);

        Assert.Empty(it.Rig.Sent);
        it.AssertState(cell.Next);
        Assert.Equal(cell.Outcome == "-" ? 1 : 0, it.Rig.Session.Counters.UnmatchedResponses);
        if (state == "BINDING" && cell.Outcome == "match")
            Assert.Equal(PduHeader.Read(response).Status, await it.Binding.InTime());
        else if (state == "BINDING" && cell.Outcome == "fail")
            Assert.Equal(LossReason.Mismatched, (await Assert.ThrowsAsync<SmppRequestLostException>(() => it.Binding.InTime())).Reason);
        else if (it.AsksInWindow && cell.Outcome == "match")
            Assert.Equal((SessionInState.AskedToken, cell.Id), Assert.Single(it.Rig.Sink.Replies.Select(one => (one.Token, one.Reply.Id))));
        else if (it.AsksInWindow && cell.Outcome == "fail")
            Assert.Equal((SessionInState.AskedToken, LossReason.Mismatched), Assert.Single(it.Rig.Sink.Losses));
        else
            it.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_response_under_a_number_that_nothing_has_is_counted_and_ignored(SessionRole role, string command, string state)
    {
        var cell = CellOf(role, command, state);
        using var it = new SessionInState(role, state, cell.Id);
        it.Rig.Feed(WirePdu.Empty(cell.Id, NobodysNumber));

        // There is but one unbind, and a peer that answers it under another number has left all the same.
        bool answersUnbind = state == "SENT" && cell.Id == CommandId.UnbindResp;
        Assert.Empty(it.Rig.Sent);
        it.AssertState(answersUnbind ? "END" : state);
        it.AssertUntouched();
        Assert.Equal(answersUnbind ? 0 : 1, it.Rig.Session.Counters.UnmatchedResponses);
    }

    [Theory]
    [InlineData(SessionRole.MessageCentre)]
    [InlineData(SessionRole.Esme)]
    public void At_the_end_nothing_is_read_or_answered_any_more(SessionRole role)
    {
        foreach (var command in StateTable.Cells.Where(cell => cell.Role == role).Select(cell => cell.Id).Distinct())
        {
            using var it = new SessionInState(role, "TRX");
            it.Rig.Session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
            it.Rig.Feed(OctetsOf(command));

            Assert.Empty(it.Rig.Sent);
            it.AssertState("END");
            it.AssertUntouched();
            Assert.Equal(0, it.Rig.Session.Counters.UnmatchedResponses);
        }
    }

    private static TheoryData<SessionRole, string, string> Of(Func<StateTable.Cell, bool> wanted) =>
        [.. StateTable.Cells.Where(wanted).Select(cell => (cell.Role, cell.Command, cell.State))];

    private static StateTable.Cell CellOf(SessionRole role, string command, string state) =>
        StateTable.Cells.Single(cell => cell.Role == role && cell.Command == command && cell.State == state);

    private static byte[] OctetsOf(CommandId command) => command switch
    {
        CommandId.BindTransmitter or CommandId.BindReceiver or CommandId.BindTransceiver => WirePdu.Bind(command, PeersNumber),
        CommandId.SubmitSm => WirePdu.Submit(PeersNumber),
        CommandId.DeliverSm => WirePdu.Deliver(PeersNumber),
        CommandId.DataSm => WirePdu.Of(
            new DataSm { Destination = Address.Parse("12345"), MessagePayload = "hello"u8.ToArray() }, PeersNumber),
        _ => WirePdu.Empty(command, PeersNumber),
    };
}
