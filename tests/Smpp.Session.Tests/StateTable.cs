using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>
/// What either side does with each PDU in each state (v3.4 §2.3 Table 2-1, v5.0 §2.4), written down apart from the library.
/// </summary>
/// <remarks>
/// <para>
/// The states are the specification's. UNBOUND is three: <c>DRAINS</c>, where this side leaves and awaits responses before its unbind;
/// <c>SENT</c>, where its unbind is out; <c>RECEIVED</c>, where the peer's was answered. Two own requests are unanswered in them and in the
/// bound states. An ESME is <c>OUTBOUND</c> once it has got an outbind, and <c>BINDING</c> once it has sent a bind_transceiver.
/// </para>
/// <para>
/// Of a request: <c>process</c>, the application answers it; <c>told</c>, the application gets it and it has no answer; <c>ok</c>, the
/// session answers it; an error status, the session refuses it in its own response; <c>nack</c>, in a generic_nack with
/// ESME_RINVCMDID; <c>-</c>, nothing happens. Of a response, which has the number of what is unanswered: <c>match</c>, it completes its
/// request; <c>fail</c>, it fails a request of another command; <c>-</c>, it is counted and ignored. Behind <c>&gt;</c> stands the state
/// that follows, where it is another; END closes the connection once everything is written.
/// </para>
/// </remarks>
internal static class StateTable
{
    private const string MessageCentre = """
                                 OPEN       OUTBOUND   TX         RX         TRX        DRAINS     SENT       RECEIVED
        bind_transmitter         ok>TX      RINVBNDSTS RALYBND    RALYBND    RALYBND    RALYBND    RALYBND    RALYBND
        bind_receiver            ok>RX      ok>RX      RALYBND    RALYBND    RALYBND    RALYBND    RALYBND    RALYBND
        bind_transceiver         ok>TRX     ok>TRX     RALYBND    RALYBND    RALYBND    RALYBND    RALYBND    RALYBND
        submit_sm                RINVBNDSTS RINVBNDSTS process    RINVBNDSTS process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        submit_multi             RINVBNDSTS RINVBNDSTS process    RINVBNDSTS process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        query_sm                 RINVBNDSTS RINVBNDSTS process    RINVBNDSTS process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        cancel_sm                RINVBNDSTS RINVBNDSTS process    RINVBNDSTS process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        replace_sm               RINVBNDSTS RINVBNDSTS process    RINVBNDSTS process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        broadcast_sm             RINVBNDSTS RINVBNDSTS process    RINVBNDSTS process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        query_broadcast_sm       RINVBNDSTS RINVBNDSTS process    RINVBNDSTS process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        cancel_broadcast_sm      RINVBNDSTS RINVBNDSTS process    RINVBNDSTS process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        data_sm                  RINVBNDSTS RINVBNDSTS process    process    process    RINVBNDSTS RINVBNDSTS RINVBNDSTS
        deliver_sm               RINVBNDSTS RINVBNDSTS RINVBNDSTS RINVBNDSTS RINVBNDSTS RINVBNDSTS RINVBNDSTS RINVBNDSTS
        enquire_link             ok         ok         ok         ok         ok         ok         ok         ok
        unbind                   ok>END     ok>END     ok>UNBOUND ok>UNBOUND ok>UNBOUND ok         ok         ok
        alert_notification       -          -          -          -          -          -          -          -
        outbind                  -          -          -          -          -          -          -          -
        bind_transmitter_resp    -          -          fail       fail       fail       fail       fail       fail
        bind_receiver_resp       -          -          fail       fail       fail       fail       fail       fail
        bind_transceiver_resp    -          -          fail       fail       fail       fail       fail       fail
        submit_sm_resp           -          -          fail       fail       fail       fail       fail       fail
        submit_multi_resp        -          -          fail       fail       fail       fail       fail       fail
        query_sm_resp            -          -          fail       fail       fail       fail       fail       fail
        cancel_sm_resp           -          -          fail       fail       fail       fail       fail       fail
        replace_sm_resp          -          -          fail       fail       fail       fail       fail       fail
        broadcast_sm_resp        -          -          fail       fail       fail       fail       fail       fail
        query_broadcast_sm_resp  -          -          fail       fail       fail       fail       fail       fail
        cancel_broadcast_sm_resp -          -          fail       fail       fail       fail       fail       fail
        data_sm_resp             -          -          match      match      match      match      match      match
        deliver_sm_resp          -          -          fail       match      match      match      match      match
        enquire_link_resp        -          -          match      match      match      match      match      match
        unbind_resp              -          -          fail       fail       fail       fail       match>END  fail
        generic_nack             -          -          match      match      match      match      match      match
        0x0000000A               nack       nack       nack       nack       nack       nack       nack       nack
        0x01000001               nack       nack       nack       nack       nack       nack       nack       nack
        0x80000999               -          -          fail       fail       fail       fail       fail       fail
        """;

    private const string Esme = """
                                 OPEN       OUTBOUND   BINDING    TX         RX         TRX        DRAINS     SENT       RECEIVED
        bind_transmitter         nack       nack       nack       nack       nack       nack       nack       nack       nack
        bind_receiver            nack       nack       nack       nack       nack       nack       nack       nack       nack
        bind_transceiver         nack       nack       nack       nack       nack       nack       nack       nack       nack
        submit_sm                nack       nack       nack       nack       nack       nack       nack       nack       nack
        submit_multi             nack       nack       nack       nack       nack       nack       nack       nack       nack
        query_sm                 nack       nack       nack       nack       nack       nack       nack       nack       nack
        cancel_sm                nack       nack       nack       nack       nack       nack       nack       nack       nack
        replace_sm               nack       nack       nack       nack       nack       nack       nack       nack       nack
        broadcast_sm             nack       nack       nack       nack       nack       nack       nack       nack       nack
        query_broadcast_sm       nack       nack       nack       nack       nack       nack       nack       nack       nack
        cancel_broadcast_sm      nack       nack       nack       nack       nack       nack       nack       nack       nack
        data_sm                  RINVBNDSTS RINVBNDSTS RINVBNDSTS process    process    process    RX_T_APPN  RX_T_APPN  RX_T_APPN
        deliver_sm               RINVBNDSTS RINVBNDSTS RINVBNDSTS RINVBNDSTS process    process    RX_T_APPN  RX_T_APPN  RX_T_APPN
        enquire_link             ok         ok         ok         ok         ok         ok         ok         ok         ok
        unbind                   ok>END     ok>END     ok>END     ok>UNBOUND ok>UNBOUND ok>UNBOUND ok         ok         ok
        alert_notification       -          -          -          -          told       told       -          -          -
        outbind                  -          -          -          -          -          -          -          -          -
        bind_transmitter_resp    -          -          fail>END   fail       fail       fail       fail       fail       fail
        bind_receiver_resp       -          -          fail>END   fail       fail       fail       fail       fail       fail
        bind_transceiver_resp    -          -          match>TRX  fail       fail       fail       fail       fail       fail
        submit_sm_resp           -          -          fail>END   match      fail       match      match      match      match
        submit_multi_resp        -          -          fail>END   match      fail       match      match      match      match
        query_sm_resp            -          -          fail>END   match      fail       match      match      match      match
        cancel_sm_resp           -          -          fail>END   match      fail       match      match      match      match
        replace_sm_resp          -          -          fail>END   match      fail       match      match      match      match
        broadcast_sm_resp        -          -          fail>END   match      fail       match      match      match      match
        query_broadcast_sm_resp  -          -          fail>END   match      fail       match      match      match      match
        cancel_broadcast_sm_resp -          -          fail>END   match      fail       match      match      match      match
        data_sm_resp             -          -          fail>END   match      match      match      match      match      match
        deliver_sm_resp          -          -          fail>END   fail       fail       fail       fail       fail       fail
        enquire_link_resp        -          -          fail>END   match      match      match      match      match      match
        unbind_resp              -          -          fail>END   fail       fail       fail       fail       match>END  fail
        generic_nack             -          -          match>END  match      match      match      match      match      match
        0x0000000A               nack       nack       nack       nack       nack       nack       nack       nack       nack
        0x01000001               nack       nack       nack       nack       nack       nack       nack       nack       nack
        0x80000999               -          -          fail>END   fail       fail       fail       fail       fail       fail
        """;

    /// <summary>Every cell of both tables.</summary>
    public static IReadOnlyList<Cell> Cells { get; } =
        [.. Read(SessionRole.MessageCentre, MessageCentre), .. Read(SessionRole.Esme, Esme)];

    private static IEnumerable<Cell> Read(SessionRole role, string table)
    {
        string[][] rows = [.. table.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        return
            from row in rows[1..]
            from column in rows[0].Zip(row[1..])
            let outcome = column.Second.Split('>')
            select new Cell(role, row[0], column.First, outcome[0], outcome.Length > 1 ? outcome[1] : column.First);
    }

    /// <summary>One PDU in one state.</summary>
    /// <param name="Role">Who gets it.</param>
    /// <param name="Command">Its name, or its number where it has none.</param>
    /// <param name="State">In which state.</param>
    /// <param name="Outcome">What is done with it.</param>
    /// <param name="Next">The state that follows.</param>
    public sealed record Cell(SessionRole Role, string Command, string State, string Outcome, string Next)
    {
        public CommandId Id => Command.StartsWith("0x", StringComparison.Ordinal)
            ? (CommandId)Convert.ToUInt32(Command, 16)
            : Enum.GetValues<CommandId>().Single(id => id.Name == Command);
    }
}
