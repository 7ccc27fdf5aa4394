using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>Which request may arrive in which state (v3.4 §2.3 Table 2-1, v5.0 §2.4), cell by cell.</summary>
public class OperationMatrixTests
{
    private const string States = "OPEN TX RX TRX UNBOUND OUTBOUND";

    // ok: process; state: its own response with ESME_RINVBNDSTS; bound: with ESME_RALYBND;
    // later: with ESME_RX_T_APPN; nack: generic_nack ESME_RINVCMDID; -: nothing.
    private const string MessageCentre = """
        bind_transmitter     ok    bound bound bound bound state
        bind_receiver        ok    bound bound bound bound ok
        bind_transceiver     ok    bound bound bound bound ok
        submit_sm            state ok    state ok    state state
        submit_multi         state ok    state ok    state state
        query_sm             state ok    state ok    state state
        cancel_sm            state ok    state ok    state state
        replace_sm           state ok    state ok    state state
        broadcast_sm         state ok    state ok    state state
        query_broadcast_sm   state ok    state ok    state state
        cancel_broadcast_sm  state ok    state ok    state state
        data_sm              state ok    ok    ok    state state
        deliver_sm           state state state state state state
        enquire_link         ok    ok    ok    ok    ok    ok
        unbind               ok    ok    ok    ok    ok    ok
        alert_notification   -     -     -     -     -     -
        outbind              -     -     -     -     -     -
        0x0000000a           nack  nack  nack  nack  nack  nack
        0x01000001           nack  nack  nack  nack  nack  nack
        """;

    private const string Esme = """
        bind_transmitter     nack  nack  nack  nack  nack  nack
        bind_receiver        nack  nack  nack  nack  nack  nack
        bind_transceiver     nack  nack  nack  nack  nack  nack
        submit_sm            nack  nack  nack  nack  nack  nack
        submit_multi         nack  nack  nack  nack  nack  nack
        query_sm             nack  nack  nack  nack  nack  nack
        cancel_sm            nack  nack  nack  nack  nack  nack
        replace_sm           nack  nack  nack  nack  nack  nack
        broadcast_sm         nack  nack  nack  nack  nack  nack
        query_broadcast_sm   nack  nack  nack  nack  nack  nack
        cancel_broadcast_sm  nack  nack  nack  nack  nack  nack
        data_sm              state ok    ok    ok    later state
        deliver_sm           state state ok    ok    later state
        enquire_link         ok    ok    ok    ok    ok    ok
        unbind               ok    ok    ok    ok    ok    ok
        alert_notification   -     -     ok    ok    -     -
        outbind              -     -     -     -     -     -
        0x0000000a           nack  nack  nack  nack  nack  nack
        0x01000001           nack  nack  nack  nack  nack  nack
        """;

    public static TheoryData<SessionRole, string, string, string> Cells()
    {
        var cells = new TheoryData<SessionRole, string, string, string>();
        (SessionRole, string)[] tables = [(SessionRole.MessageCentre, MessageCentre), (SessionRole.Esme, Esme)];
        foreach (var (role, table) in tables)
        {
            foreach (var row in table.Split('\n'))
            {
                var fields = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                foreach (var (state, verdict) in States.Split(' ').Zip(fields[1..]))
                    cells.Add(role, fields[0], state, verdict);
            }
        }
        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_request_is_judged_by_role_and_state(SessionRole role, string command, string state, string verdict)
    {
        var expected = verdict switch
        {
            "ok" => new Verdict(VerdictAction.Accept),
            "state" => new Verdict(VerdictAction.Reply, CommandStatus.InvalidBindStatus),
            "later" => new Verdict(VerdictAction.Reply, CommandStatus.ReceiverTemporaryError),
            "bound" => new Verdict(VerdictAction.Reply, CommandStatus.AlreadyBound),
            "nack" => new Verdict(VerdictAction.Nack, CommandStatus.InvalidCommandId),
            _ => new Verdict(VerdictAction.Ignore),
        };

        Assert.Equal(expected, OperationMatrix.Judge(role, StateOf(state), CommandOf(command)));
    }

    [Fact]
    public void Every_request_of_the_specification_has_its_rows()
    {
        var listed = Cells().Select(cell => CommandOf(cell.Data.Item2)).ToHashSet();

        Assert.All(Enum.GetValues<CommandId>().Where(id => !id.IsResponse), id => Assert.Contains(id, listed));
    }

    private static SessionState StateOf(string name) => name switch
    {
        "OPEN" => SessionState.Open,
        "TX" => SessionState.BoundTransmitter,
        "RX" => SessionState.BoundReceiver,
        "TRX" => SessionState.BoundTransceiver,
        "OUTBOUND" => SessionState.Outbound,
        _ => SessionState.Unbound,
    };

    private static CommandId CommandOf(string name) => name.StartsWith("0x", StringComparison.Ordinal)
        ? (CommandId)Convert.ToUInt32(name, 16)
        : Enum.GetValues<CommandId>().Single(id => id.Name == name);
}
