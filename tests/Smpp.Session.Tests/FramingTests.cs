using Smpp.Protocol;

namespace Smpp.Session.Tests;

public class FramingTests
{
    [Fact]
    public void One_octet_at_a_time_reads_the_same_as_all_at_once()
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        byte[] stream =
            [.. WirePdu.Bind(), .. WirePdu.Submit(2, "one"), .. WirePdu.Empty(CommandId.EnquireLink, 3), .. WirePdu.Submit(4, "two")];
        foreach (byte octet in stream)
            rig.Feed([octet]);

        rig.Take(CommandId.BindTransceiverResp);
        Assert.Equal(3u, rig.Take(CommandId.EnquireLinkResp).Sequence);
        Assert.Equal(["one", "two"], rig.Handler.Texts);
        Assert.Equal((4, stream.Length), (rig.Session.Counters.PdusIn, rig.Session.Counters.OctetsIn));
    }

    [Fact]
    public void A_thousand_pdus_in_one_read_are_handled_in_order_and_answered_in_one_flush()
    {
        using var rig = SessionRig.Centre(options: SessionOptions.Default with { InboundWindow = 1_000 });
        rig.Handler.WhenMessage = static request => request.Accept("42"u8);
        int before = rig.Flushes;
        rig.Feed([.. Enumerable.Range(1, 1_000).Select(i => WirePdu.Submit((uint)i, $"{i}"))]);

        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => $"{i}"), rig.Handler.Texts);
        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => (uint)i), rig.Sent.Select(pdu => pdu.Sequence));
        Assert.Equal(before + 1, rig.Flushes);
    }

    [Fact]
    public void What_is_pipelined_behind_a_bind_is_handled_once_it_is_decided()
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(WirePdu.Bind(), WirePdu.Submit(2, "early"));

        rig.Take(CommandId.BindTransceiverResp);
        Assert.Equal(["early"], rig.Handler.Texts);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData((uint)PduFramer.DefaultMaxLength + 1)]
    [InlineData(0x80000000u)]
    [InlineData(0xFFFFFFFFu)]
    public void A_command_length_out_of_bounds_is_nacked_and_ends_the_session_without_waiting_for_more(uint length)
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Empty(CommandId.SubmitSm, 12, length: length));

        var nack = rig.Take(CommandId.GenericNack);
        Assert.Equal((CommandStatus.InvalidCommandLength, 12u, 16u), (nack.Status, nack.Sequence, nack.Header.Length));
        Assert.True(rig.Session.ShutsDown);
        Assert.Equal(SessionEndReason.BadLength, rig.End().Reason);
    }

    [Fact]
    public void A_response_out_of_bounds_is_not_nacked_under_its_number_which_may_be_that_of_a_request_of_the_peer()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Empty(CommandId.DeliverSmResp, 12, length: 15));

        Assert.Equal(0u, rig.Take(CommandId.GenericNack).Sequence);
        Assert.Equal(SessionEndReason.BadLength, rig.End().Reason);
    }

    [Fact]
    public void Four_octets_are_enough_to_refuse_a_length()
    {
        using var rig = SessionRig.Centre();
        rig.Feed("HTTP"u8.ToArray());

        Assert.Equal((CommandStatus.InvalidCommandLength, 0u), (rig.Sent[0].Status, rig.Take(CommandId.GenericNack).Sequence));
        Assert.Contains("HTTP", rig.End().Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001", "TLS")]
    [InlineData("GET / HTTP/1.1\r\n", "HTTP")]
    [InlineData("POST /api HTTP/1.1\r\n", "HTTP")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "SSH")]
    [InlineData("\u0003\0\0\u0013\u000e", "RDP")]
    public void Another_protocol_on_the_port_is_named_in_the_end(string octets, string name)
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(System.Text.Encoding.Latin1.GetBytes(octets));

        rig.Take(CommandId.GenericNack);
        Assert.Contains(name, rig.End().Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256, false)]
    [InlineData(257, true)]
    public void Before_a_bind_a_pdu_has_at_most_256_octets(int length, bool refused)
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(WirePdu.Raw(CommandId.EnquireLink, 1, new byte[length - PduHeader.Size]));

        Assert.Equal(refused ? CommandId.GenericNack : CommandId.EnquireLinkResp, Assert.Single(rig.Sent).Id);
    }

    [Fact]
    public void Once_bound_a_full_message_payload_fits()
    {
        using var rig = SessionRig.Centre();
        var tlvs = new TlvList().Add(TlvTag.MessagePayload, new byte[65_535]);
        rig.Feed(WirePdu.Of(new SubmitSm { Destination = Address.Parse("12345"), Tlvs = tlvs }, 2));

        Assert.Equal(65_535, Assert.Single(rig.Handler.Texts).Length);
    }

    [Fact]
    public void Nothing_is_handled_after_a_bad_length()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Empty(CommandId.SubmitSm, 1, length: 3), WirePdu.Submit(2));
        rig.Feed(WirePdu.Submit(3));

        Assert.Empty(rig.Handler.Messages);
        Assert.Single(rig.Sent);
    }

    [Fact]
    public void Half_a_pdu_ends_the_session_after_its_timer()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(2)[..20]);
        rig.Advance(9.5);
        Assert.False(rig.Aborted);
        rig.Advance(1);

        Assert.True(rig.Aborted);
        Assert.Equal(SessionEndReason.PartialPdu, rig.End().Reason);
    }

    [Fact]
    public void A_pdu_that_drips_in_does_not_restart_its_timer()
    {
        using var rig = SessionRig.Centre();
        var submit = WirePdu.Submit(2);
        for (int i = 0; i < 6; i++)
        {
            rig.Feed([submit[i]]);
            rig.Advance(2);
        }

        Assert.Equal(SessionEndReason.PartialPdu, rig.End().Reason);
    }

    [Fact]
    public void A_completed_pdu_stops_the_timer()
    {
        using var rig = SessionRig.Centre();
        var submit = WirePdu.Submit(2);
        rig.Feed(submit[..20]);
        rig.Advance(9);
        rig.Feed(submit[20..]);
        rig.Advance(15);

        Assert.False(rig.Aborted);
        Assert.Single(rig.Handler.Messages);
    }

    [Fact]
    public void The_timer_of_half_a_pdu_stands_while_this_side_does_not_read()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(2)[..20]);
        rig.Session.OnReadingPaused();
        rig.Advance(25);
        rig.Session.OnReadingResumed(rig.Time.GetTimestamp());
        rig.Advance(9.5);
        Assert.False(rig.Aborted);
        rig.Advance(1);

        Assert.True(rig.Aborted);
    }
}
