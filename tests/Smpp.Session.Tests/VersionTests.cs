using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>What the version of a bind changes (v3.4 §3.4, v5.0 §2.11).</summary>
public class VersionTests
{
    private static readonly SessionOptions SpeaksV50 = SessionOptions.Default with { Version = InterfaceVersion.V50 };

    [Theory]
    [InlineData(InterfaceVersion.V50, CommandStatus.InvalidDataCoding)]
    [InlineData(InterfaceVersion.V34, CommandStatus.InvalidEsmClass)]
    [InlineData(InterfaceVersion.V33, CommandStatus.InvalidEsmClass)]
    public void A_status_of_v5_becomes_one_that_an_older_peer_knows(InterfaceVersion version, CommandStatus expected)
    {
        using var rig = Centre(version);
        rig.Feed(WirePdu.Submit(2));
        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        submit.Reject(CommandStatus.InvalidDataCoding);

        Assert.Equal(expected, rig.Take(CommandId.SubmitSmResp).Status);
    }

    [Theory]
    [InlineData(InterfaceVersion.V50, 73, "34 3200 0428 0001 49")]
    [InlineData(InterfaceVersion.V50, null, "34 3200")]
    [InlineData(InterfaceVersion.V34, 73, "34 3200")]
    public void Congestion_is_told_to_peers_of_v5_only(InterfaceVersion version, int? congestion, string body)
    {
        using var rig = Centre(version);
        rig.Session.Congestion = (byte?)congestion;
        rig.Feed(WirePdu.Submit(2));
        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        submit.Accept("42"u8);

        Assert.Equal(Convert.FromHexString(body.Replace(" ", "", StringComparison.Ordinal)), rig.Take(CommandId.SubmitSmResp).Body);
    }

    public static TheoryData<Pdu> ResponsesWithFields =>
    [
        new SubmitSmResp { MessageId = "1", Tlvs = Other },
        new DataSmResp { MessageId = "1" },
        new SubmitMultiResp { MessageId = "1" },
        new SubmitMultiResp
        {
            MessageId = "1",
            Unsuccessful =
            [
                new UnsuccessSme(Address.Parse("+447700900123"), CommandStatus.Throttled), new UnsuccessSme(default, CommandStatus.Ok),
            ],
            Tlvs = Other,
        },
        new QuerySmResp { MessageId = "1", FinalDate = "270101120000000+", MessageState = MessageState.Delivered },
        new QuerySmResp { MessageState = MessageState.Enroute, Tlvs = Other },
        new BroadcastSmResp { MessageId = "1" },
        new QueryBroadcastSmResp { MessageId = "1", Tlvs = Other },
    ];

    private static TlvList Other => new TlvList().Set(StandardTlv.AdditionalStatusInfoText, "more");

    [Theory]
    [MemberData(nameof(ResponsesWithFields))]
    public void Every_response_with_fields_tells_the_congestion_behind_its_own_TLVs(Pdu response)
    {
        var told = Answered(response, InterfaceVersion.V50, 73);

        Assert.Equal([.. response.ToArray(2)[PduHeader.Size..], .. Convert.FromHexString("0428000149")], told);
    }

    [Theory]
    [MemberData(nameof(ResponsesWithFields))]
    public void A_response_stays_as_it_is_without_a_congestion_and_for_older_peers(Pdu response)
    {
        byte[] bare = response.ToArray(2)[PduHeader.Size..];

        Assert.Equal(bare, Answered(response, InterfaceVersion.V50, null));
        Assert.Equal(bare, Answered(response, InterfaceVersion.V34, 73));
    }

    public static TheoryData<Pdu> ResponsesThatTellNothing =>
    [
        // The handler's own value stands.
        new SubmitSmResp { MessageId = "1", Tlvs = new TlvList().Set(StandardTlv.CongestionState, (byte)5) },
        new SubmitMultiResp { MessageId = "1", Tlvs = new TlvList().Set(StandardTlv.CongestionState, (byte)5) },
        // Without fields there is nothing that TLVs could follow.
        new EmptyPdu(CommandId.SubmitSmResp),
        new EmptyPdu(CommandId.CancelSmResp),
        new EmptyPdu(CommandId.GenericNack),
        // No fields of this response at all.
        new RawPdu(CommandId.SubmitMultiResp) { Body = "1\0\x02"u8.ToArray() },
        new RawPdu(CommandId.QuerySmResp) { Body = "1"u8.ToArray() },
        new RawPdu(CommandId.QuerySmResp) { Body = "1\0\0\x02"u8.ToArray() },
    ];

    [Theory]
    [MemberData(nameof(ResponsesThatTellNothing))]
    public void A_response_that_has_a_congestion_or_no_place_for_it_goes_out_as_it_is(Pdu response) =>
        Assert.Equal(response.ToArray(2)[PduHeader.Size..], Answered(response, InterfaceVersion.V50, 73));

    [Theory]
    [InlineData(InterfaceVersion.V50, 0)]
    [InlineData(InterfaceVersion.V34, 1)]
    public void A_short_message_of_255_octets_departs_from_v3_4_only(InterfaceVersion version, long departures)
    {
        using var rig = Centre(version);
        rig.Feed(WirePdu.Submit(2, new string('x', 255)));

        Assert.Single(rig.Handler.Messages);
        Assert.Equal(departures, rig.Session.Counters.Departures[Leniency.LongShortMessage]);
    }

    [Fact]
    public void A_strict_session_refuses_what_departs_and_stays()
    {
        using var rig = SessionRig.Centre(options: SessionOptions.Default with { Rules = DecodeRules.Strict });
        rig.Feed(WirePdu.Submit(2, new string('x', 255)), WirePdu.Submit(3));

        Assert.Equal(CommandStatus.InvalidMessageLength, rig.Take(CommandId.SubmitSmResp).Status);
        Assert.Single(rig.Handler.Messages);
        Assert.True(rig.Session.State.IsBound);
    }

    [Theory]
    [InlineData("00 000000 000000 000000 0000 000000 00 01 41 00", CommandStatus.InvalidTlvStream)]
    [InlineData("00 000000 000000 000000 0000 000008 00 03 004100", CommandStatus.InvalidMessageLength)]
    [InlineData("00 000000 000000 400000 0000 000000 00 02 0541", CommandStatus.InvalidEsmClass)]
    public void A_message_centre_refuses_octets_that_do_not_add_up_and_an_esme_takes_them(string body, CommandStatus status)
    {
        byte[] octets = Convert.FromHexString(body.Replace(" ", "", StringComparison.Ordinal));
        using var centre = SessionRig.Centre();
        using var esme = SessionRig.Esme();
        centre.Feed(WirePdu.Raw(CommandId.SubmitSm, 2, octets));
        esme.Feed(WirePdu.Raw(CommandId.DeliverSm, 2, octets));

        Assert.Equal(status, centre.Take(CommandId.SubmitSmResp).Status);
        Assert.Empty(centre.Handler.Messages);
        Assert.Single(esme.Handler.Messages);
    }

    [Fact]
    public void Odd_responses_are_taken_and_counted()
    {
        using var rig = SessionRig.Centre();
        for (int i = 0; i < 4; i++)
            rig.Send(i);
        uint first = rig.Sent[0].Sequence;
        rig.Feed(
            WirePdu.MessageId(CommandId.DeliverSmResp, first, "filled"),
            WirePdu.Empty(CommandId.DeliverSmResp, first + 1),
            WirePdu.MessageId(CommandId.DeliverSmResp, first + 2, ""));
        byte[] failed = WirePdu.MessageId(CommandId.DeliverSmResp, first + 3, "");
        failed[11] = (byte)CommandStatus.ReceiverTemporaryError;
        rig.Feed(failed);

        Assert.Equal(0, rig.Session.Outstanding);
        var departures = rig.Session.Counters.Departures;
        Assert.Equal(
            (1, 1, 1),
            (departures[Leniency.DeliverRespMessageId], departures[Leniency.MissingResponseBody], departures[Leniency.ErrorResponseBody]));
    }

    [Fact]
    public void A_data_sm_is_a_message_and_gets_a_response_of_its_own_kind()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Of(Data("hello"), 2));

        Assert.Equal(["hello"], rig.Handler.Texts);
        Assert.True(rig.Handler.Messages.TryDequeue(out var data));
        data.Accept("42"u8);
        Assert.Equal("42\0"u8.ToArray(), rig.Take(CommandId.DataSmResp).Body);
    }

    [Fact]
    public void An_address_that_only_a_data_sm_can_carry_is_refused()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Of(Data("hello") with { Destination = new LongAddress(0, 0, new string('1', 21)) }, 2));

        Assert.Equal(CommandStatus.InvalidDestinationAddress, rig.Take(CommandId.DataSmResp).Status);
        Assert.True(rig.Session.State.IsBound);
    }

    private static DataSm Data(string text) => new()
    {
        Destination = Address.Parse("+447700900123"),
        MessagePayload = System.Text.Encoding.ASCII.GetBytes(text),
    };

    /// <summary>The body that goes out when a submit_sm is answered so.</summary>
    private static byte[] Answered(Pdu response, InterfaceVersion version, byte? congestion)
    {
        using var rig = Centre(version);
        rig.Session.Congestion = congestion;
        rig.Feed(WirePdu.Submit(2));
        Assert.True(rig.Handler.Messages.TryDequeue(out var request));
        request.Reply(ref response);
        return rig.Take(response.Id).Body;
    }

    private static SessionRig Centre(InterfaceVersion version)
    {
        var rig = new SessionRig(SessionRole.MessageCentre, SpeaksV50);
        rig.Feed(WirePdu.Bind(version: version));
        rig.Take(CommandId.BindTransceiverResp);
        return rig;
    }
}
