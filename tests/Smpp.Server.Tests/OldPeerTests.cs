using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;

namespace Smpp.Server.Tests;

public class OldPeerTests
{
    private static readonly TlvList SomeTlvs = new TlvList().Set(StandardTlv.UserMessageReference, (ushort)7);

    [Fact]
    public async Task An_ESME_of_3_3_gets_messages_receipts_alerts_and_answers_without_TLVs()
    {
        await using var centre = Centre()
            .OnSubmit((_, _) => new(new SubmitSmResp { MessageId = "1", Tlvs = SomeTlvs }))
            .On<CancelSm, EmptyPdu>(
                CommandId.CancelSm, (_, _) => new(new EmptyPdu(CommandId.CancelSmResp) { Tlvs = SomeTlvs }));
        await using var esme = await BindAsync(centre, InterfaceVersion.V33);
        var session = Assert.Single(centre.Sessions);

        var delivering = session.DeliverAsync(new DeliverSm { Text = "short", Tlvs = SomeTlvs }).AsTask();
        Assert.Equal("short", await TakeAsync(esme));
        await delivering.InTime();
        var payload = new DeliverSm { Tlvs = SomeTlvs.Set(StandardTlv.MessagePayload, "longer"u8.ToArray()) };
        delivering = session.DeliverAsync(payload).AsTask();
        Assert.Equal("longer", await TakeAsync(esme));
        await delivering.InTime();
        delivering = session.DeliverReceiptAsync(new SubmitSm(), "1", MessageState.Delivered).AsTask();
        Assert.Contains("stat:DELIVRD", await TakeAsync(esme), StringComparison.Ordinal);
        await delivering.InTime();

        Assert.True(session.Alert(new AlertNotification { Tlvs = new TlvList().AddByte(TlvTag.MsAvailabilityStatus, 0) }));
        Assert.True((await esme.ExpectAsync<AlertNotification>()).Pdu.Tlvs.IsEmpty);
        await esme.SendAsync(new SubmitSm());
        Assert.True((await esme.ExpectAsync<SubmitSmResp>()).Pdu.Tlvs.IsEmpty);
        await esme.SendAsync(new CancelSm { MessageId = "1" });
        Assert.Equal(PduHeader.Size, (int)(await esme.ExpectAsync(CommandId.CancelSmResp)).Header.Length);
    }

    [Fact]
    public async Task A_text_that_only_a_TLV_can_carry_is_not_sent_to_an_ESME_of_3_3()
    {
        await using var centre = Centre();
        await using var esme = await BindAsync(centre, InterfaceVersion.V33);
        var session = Assert.Single(centre.Sessions);

        var refused = await Assert.ThrowsAsync<SmppNotSentException>(
            () => session.DeliverAsync(new DeliverSm { Text = new string('x', 255) }).AsTask());
        Assert.Contains("255 octets", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SmppNotSentException>(
            () => session.SendDataAsync(new DataSm { MessagePayload = "x"u8.ToArray() }).AsTask());
        var part = SomeTlvs.Set(StandardTlv.SarMsgRefNum, (ushort)1).Set(StandardTlv.SarTotalSegments, (byte)2)
            .Set(StandardTlv.SarSegmentSeqnum, (byte)1);
        refused = await Assert.ThrowsAsync<SmppNotSentException>(
            () => session.DeliverAsync(new DeliverSm { Text = "the first half", Tlvs = part }).AsTask());
        Assert.Contains("user data header", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, session.Session.Outstanding);

        // 254 octets are the most of a short_message, and data_sm without a text has nothing to lose.
        var delivering = session.DeliverAsync(
            new DeliverSm { Tlvs = new TlvList().Set(StandardTlv.MessagePayload, new byte[254]) }).AsTask();
        Assert.Equal(254, (await TakeAsync(esme)).Length);
        await delivering.InTime();
        var sending = session.SendDataAsync(new DataSm { Tlvs = SomeTlvs }).AsTask();
        var data = await esme.ExpectAsync<DataSm>();
        Assert.True(data.Pdu.Tlvs.IsEmpty);
        await esme.ReplyAsync(data, CommandStatus.InvalidCommandId);
        Assert.Equal(CommandStatus.InvalidCommandId, await sending.InTime());
    }

    [Fact]
    public async Task An_ESME_of_3_4_gets_the_TLVs_it_is_sent()
    {
        await using var centre = Centre().OnSubmit((_, _) => new(new SubmitSmResp { MessageId = "1", Tlvs = SomeTlvs }));
        await using var esme = await BindAsync(centre, InterfaceVersion.V34);
        var session = Assert.Single(centre.Sessions);

        var sending = session.SendDataAsync(new DataSm { MessagePayload = "x"u8.ToArray(), Tlvs = SomeTlvs }).AsTask();
        var data = await esme.ExpectAsync<DataSm>();
        Assert.Equal(("x", 7), (MessageText.Decode(default, data.Pdu.MessagePayload.Span), Reference(data.Pdu)));
        await esme.ReplyAsync(data, new DataSmResp());
        await sending.InTime();
        await esme.SendAsync(new SubmitSm());
        Assert.Equal(7, Reference((await esme.ExpectAsync<SubmitSmResp>()).Pdu));

        // One octet more than short_message of 3.4 holds.
        var delivering = session.DeliverAsync(new DeliverSm { ShortMessage = new byte[255], Tlvs = SomeTlvs }).AsTask();
        var deliver = await esme.ExpectAsync<DeliverSm>();
        Assert.Equal((0, 255, 7), (deliver.Pdu.ShortMessage.Length, deliver.Pdu.UserData.Length, Reference(deliver.Pdu)));
        await esme.ReplyAsync(deliver, new DeliverSmResp());
        await delivering.InTime();
    }

    private static int Reference(TlvPdu pdu) => pdu.Tlvs.TryGet(StandardTlv.UserMessageReference, out ushort reference) ? reference : -1;

    private static async Task<string> TakeAsync(ScriptedPeer esme)
    {
        var deliver = await esme.ExpectAsync<DeliverSm>();
        Assert.True(deliver.Pdu.Tlvs.IsEmpty);
        await esme.ReplyAsync(deliver, new DeliverSmResp());
        return deliver.Pdu.Text;
    }

    private static MessageCentre Centre() =>
        new MessageCentre(new MessageCentreOptions { Address = "127.0.0.1", Port = 0 }).OnBind(_ => CommandStatus.Ok);

    private static Task<ScriptedPeer> BindAsync(MessageCentre centre, InterfaceVersion version) =>
        CentreRig.BindAsync(centre, new Bind(CommandId.BindTransceiver) { SystemId = "demo", InterfaceVersion = version });
}
