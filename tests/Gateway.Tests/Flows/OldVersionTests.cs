using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Configuration;
using Gateway.Tests.Harness;
using Peers;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>Peers bound as 3.3: no TLVs, and ids of at most 8 characters (v3.4 §3.4).</summary>
public class OldVersionTests
{
    [Fact]
    public async Task A_customer_gets_ids_of_8_characters_and_receipts_under_them_without_TLVs()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync(version: InterfaceVersion.V33);

        string[] ids = [await customer.AcceptedAsync(Sms.Submit("1")), await customer.AcceptedAsync(Sms.Submit("2"))];
        await Until.Async(() => carrier.Submits.Count == 2);
        foreach (var submit in carrier.Submits)
            await carrier.ReceiptAsync(submit);

        await Until.Async(() => customer.Receipts.Count == 2);
        Assert.All(ids, id => Assert.Equal(8, id.Length));
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal(ids, customer.Receipts.Select(receipt => receipt.Id));
        Assert.All(customer.Deliveries, delivery => Assert.True(delivery.Tlvs.IsEmpty));
    }

    [Fact]
    public async Task A_short_id_stays_the_message_s_id_after_a_restart_and_towards_sessions_of_a_later_version()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var customer = await bench.BindAsync(version: InterfaceVersion.V33);
        var id = await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);

        await bench.RestartAsync();
        var later = await bench.BindAsync();
        await carrier.ReceiptAsync(carrier.Submits[0]);

        await Until.Async(() => later.Receipts.Count == 1);
        Assert.Equal(id, later.Receipts[0].Id);
    }

    [Fact]
    public async Task A_customer_of_3_3_gets_receipts_of_what_it_submitted_as_3_4_without_TLVs()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        var transmitter = await bench.BindAsync(kind: CommandId.BindTransmitter);
        var id = await transmitter.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);

        var receiver = await bench.BindAsync(kind: CommandId.BindReceiver, version: InterfaceVersion.V33);
        await carrier.ReceiptAsync(carrier.Submits[0]);

        await Until.Async(() => receiver.Receipts.Count == 1);
        Assert.Equal(id, receiver.Receipts[0].Id);
        Assert.True(receiver.Deliveries[0].Tlvs.IsEmpty);
    }

    [Theory]
    [InlineData(InterfaceVersion.V34, true)]
    [InlineData(InterfaceVersion.V33, false)]
    public async Task A_carrier_that_names_no_version_gets_TLVs_unless_its_upstream_says_otherwise(InterfaceVersion unnamed, bool tlvs)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var bench = new Bench();
        var address = new HostAddress("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        bench.AddCarrier("a", upstream => upstream with { Address = address, UnnamedVersion = unnamed });
        await bench.StartAsync(whenBound: false);
        var socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Until.Limit);
        await using var carrier = new RawPeer(new NetworkStream(socket, ownsSocket: true));
        var bind = await carrier.ReceiveAsync(CommandId.BindTransceiver);
        await carrier.SendAsync(WirePdu.BindResp(bind.Sequence, version: null));
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit("") with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, "payload"u8) });
        var submit = await carrier.ReceiveAsync(CommandId.SubmitSm);
        await carrier.SendAsync(WirePdu.MessageId(CommandId.SubmitSmResp, submit.Sequence));

        Assert.True(MessageView.TryRead(submit.Id, submit.Body, out var sent, out _));
        Assert.Equal("payload"u8, sent.UserData);
        Assert.Equal((tlvs, tlvs ? 0 : 7), (!sent.TlvBytes.IsEmpty, sent.ShortMessage.Length));
    }

    [Theory]
    [InlineData(RouteMode.Store)]
    [InlineData(RouteMode.Relay)]
    public async Task A_carrier_gets_no_TLVs_and_the_text_of_a_message_payload_as_short_message(RouteMode mode)
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { InterfaceVersion = InterfaceVersion.V33 });
        carrier.Version = InterfaceVersion.V33;
        bench.Config = bench.Config with { Routes = [Bench.Route("a", mode)] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var text = Encoding.ASCII.GetBytes(new string('x', 254));

        await customer.AcceptedAsync(Sms.Submit("with a TLV") with { Tlvs = default(TlvList).AddUInt16(TlvTag.UserMessageReference, 1) });
        await customer.AcceptedAsync(Sms.Submit("") with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, text) });

        await Until.Async(() => carrier.Submits.Count == 2);
        Assert.All(carrier.Submits, submit => Assert.True(submit.Pdu.Tlvs.IsEmpty));
        Assert.Equal("with a TLV", carrier.Submits[0].Text);
        Assert.Equal(text, carrier.Submits[1].Pdu.ShortMessage.ToArray());
    }

    [Fact]
    public async Task Parts_that_sar_TLVs_join_reach_a_carrier_of_3_3_joined_by_headers()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { InterfaceVersion = InterfaceVersion.V33 });
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        // As much as a part holds: 153 septets.
        string[] texts = [new string('1', 153), new string('2', 153)];
        for (byte part = 1; part <= 2; part++)
        {
            await customer.AcceptedAsync(Sms.Submit(texts[part - 1]) with
            {
                Tlvs = default(TlvList).AddUInt16(TlvTag.SarMsgRefNum, 0x1234).AddByte(TlvTag.SarTotalSegments, 2)
                    .AddByte(TlvTag.SarSegmentSeqnum, part),
            });
        }
        var id = await customer.AcceptedAsync(Sms.Submit(new string('x', 249)) with
        {
            Tlvs = default(TlvList).AddUInt16(TlvTag.SarMsgRefNum, 1).AddByte(TlvTag.SarTotalSegments, 2)
                .AddByte(TlvTag.SarSegmentSeqnum, 1),
        });

        await Until.Async(() => carrier.Submits.Count == 2 && customer.Receipts.Count == 1);
        for (byte part = 1; part <= 2; part++)
        {
            var pdu = carrier.Submits[part - 1].Pdu;
            Assert.True(pdu.EsmClass.HasUdh);
            Assert.Equal((byte[])[5, 0, 3, 0x34, 2, part, .. Encoding.ASCII.GetBytes(texts[part - 1])], pdu.ShortMessage.ToArray());
        }
        // Its header leaves too little room.
        Assert.Equal((id, MessageState.Rejected), (customer.Receipts[0].Id, customer.Receipts[0].State));
    }

    [Fact]
    public async Task A_text_of_255_octets_reaches_a_carrier_and_a_customer_of_3_4_as_message_payload()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        var newer = await bench.BindAsync(version: InterfaceVersion.V50, kind: CommandId.BindTransmitter);
        var customer = await bench.BindAsync();
        string text = new('z', 255);

        await newer.AcceptedAsync(Sms.Submit(text, registeredDelivery: 0));
        await newer.AcceptedAsync(Sms.Submit("short", registeredDelivery: 0));
        Assert.Equal(CommandStatus.Ok, await carrier.DeliverAsync(Sms.Mo(text)));

        await Until.Async(() => carrier.Submits.Count == 2 && customer.Deliveries.Count == 1);
        Assert.Equal((0, text), (carrier.Submits[0].Pdu.ShortMessage.Length, carrier.Submits[0].Text));
        Assert.Equal(5, carrier.Submits[1].Pdu.ShortMessage.Length);
        Assert.Equal(0, customer.Deliveries[0].ShortMessage.Length);
        Assert.Equal(text, Encoding.ASCII.GetString(customer.Deliveries[0].UserData));
    }

    [Fact]
    public async Task A_text_that_a_carrier_of_3_3_cannot_take_ends_REJECTD_instead_of_arriving_empty()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { InterfaceVersion = InterfaceVersion.V33 });
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var id = await customer.AcceptedAsync(Sms.Submit("") with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[255]) });

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal((id, MessageState.Rejected), (customer.Receipts.Single().Id, customer.Receipts.Single().State));
        Assert.Empty(carrier.Submits);
        Assert.Equal(0, bench.Node.Snapshot.Upstreams["a"].InFlight);
    }

    [Fact]
    public async Task A_relayed_text_that_a_carrier_of_3_3_cannot_take_gets_RINVMSGLEN()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a", upstream => upstream with { InterfaceVersion = InterfaceVersion.V33 });
        bench.Config = bench.Config with { Routes = [Bench.Route("a", RouteMode.Relay)] };
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        var response =
            await customer.SubmitAsync(Sms.Submit("") with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[255]) });

        Assert.Equal(CommandStatus.InvalidMessageLength, response.Header.Status);
        Assert.Empty(carrier.Submits);
    }

    [Fact]
    public async Task A_customer_of_3_3_gets_the_text_of_an_MO_s_message_payload_and_none_cut_short()
    {
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        await bench.StartAsync();
        var customer = await bench.BindAsync(version: InterfaceVersion.V33);
        var text = Encoding.ASCII.GetBytes(new string('y', 200));

        await carrier.DeliverAsync(Sms.Mo("") with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[300]) });
        await carrier.DeliverAsync(Sms.Mo("") with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, text) });

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(text, Assert.Single(customer.Deliveries).ShortMessage.ToArray());
        Assert.Equal(1, bench.Counters.DeliveriesDropped);
    }

    [Fact]
    public async Task A_long_MO_goes_to_the_receiver_that_can_carry_it()
    {
        const int Messages = 10;
        await using var bench = new Bench();
        var carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { Routes = [.. bench.Config.Routes, Bench.MoRoute("12345", "demo")] };
        bench.ChangeDemo(account => account with { DeliverWindow = 2 });
        await bench.StartAsync();
        var old = await bench.BindAsync(version: InterfaceVersion.V33);
        var newer = await bench.BindAsync();

        // Receivers take turns: the older one has its own among the long ones.
        for (int i = 0; i < Messages; i++)
            await carrier.DeliverAsync(Sms.Mo("") with { Tlvs = default(TlvList).Add(TlvTag.MessagePayload, new byte[300]) });
        for (int i = 0; i < Messages; i++)
            await carrier.DeliverAsync(Sms.Mo("short"));

        await Until.Async(() => bench.Alive == 0);
        Assert.Equal(0, bench.Counters.DeliveriesDropped);
        Assert.Equal(Messages, newer.Deliveries.Count(delivery => delivery.UserData.Length == 300));
        Assert.All(old.Deliveries, delivery => Assert.Equal(5, delivery.UserData.Length));
        Assert.Equal(2 * Messages, old.Deliveries.Count + newer.Deliveries.Count);
    }
}
