using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>Binds as the message centre sees them (v3.4 §4.1).</summary>
public class BindTests
{
    [Theory]
    [InlineData(CommandId.BindTransmitter, SessionState.BoundTransmitter)]
    [InlineData(CommandId.BindReceiver, SessionState.BoundReceiver)]
    [InlineData(CommandId.BindTransceiver, SessionState.BoundTransceiver)]
    public void An_accepted_bind_is_answered_with_our_system_id_and_sets_the_state(CommandId bind, SessionState state)
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(WirePdu.Bind(bind, sequence: 77, systemId: "esme"));

        var pdu = rig.Take(bind.Response);
        Assert.Equal((CommandStatus.Ok, 77u), (pdu.Status, pdu.Sequence));
        Assert.True(BindResp.TryRead(pdu.Id, pdu.Body, out var response, out _));
        Assert.Equal(("centre", InterfaceVersion.V34), (response!.SystemId, response.ScInterfaceVersion));
        Assert.Equal((state, "esme"), (rig.Session.State, rig.Session.PeerSystemId));
    }

    [Theory]
    [InlineData(0x00, InterfaceVersion.V33)]
    [InlineData(0x33, InterfaceVersion.V33)]
    [InlineData(0x34, InterfaceVersion.V34)]
    [InlineData(0x40, InterfaceVersion.V34)]
    [InlineData(0x50, InterfaceVersion.V50)]
    [InlineData(0x99, InterfaceVersion.V50)]
    public void The_lower_version_of_both_sides_counts_and_only_peers_of_3_4_get_tlvs(byte peer, InterfaceVersion negotiated)
    {
        using var rig = new SessionRig(SessionRole.MessageCentre, SessionOptions.Default with { Version = InterfaceVersion.V50 });
        rig.Feed(WirePdu.Bind(version: (InterfaceVersion)peer));

        var pdu = rig.Take(CommandId.BindTransceiverResp);
        BindResp.TryRead(pdu.Id, pdu.Body, out var response, out _);
        Assert.Equal(negotiated, rig.Session.PeerVersion);
        Assert.Equal(negotiated >= InterfaceVersion.V34 ? InterfaceVersion.V50 : null, response!.ScInterfaceVersion);
    }

    [Fact]
    public void A_refused_bind_is_answered_header_only_and_the_connection_ends_after_the_answer()
    {
        using var rig = new SessionRig(
            SessionRole.MessageCentre, authorizer: new FixedAuthorizer((_, _) => BindDecision.Refuse(CommandStatus.InvalidPassword)));
        rig.Feed(WirePdu.Bind(sequence: 9));

        var pdu = rig.Take(CommandId.BindTransceiverResp);
        Assert.Equal((CommandStatus.InvalidPassword, 9u, 0), (pdu.Status, pdu.Sequence, pdu.Body.Length));
        Assert.True(rig.Session.ShutsDown);
        Assert.False(rig.Aborted);
        Assert.Equal(SessionEndReason.BindRefused, rig.End().Reason);
    }

    [Fact]
    public void A_peer_that_does_not_close_after_a_refusal_is_cut_off_after_a_moment()
    {
        using var rig = new SessionRig(
            SessionRole.MessageCentre, authorizer: new FixedAuthorizer((_, _) => BindDecision.Refuse(CommandStatus.BindFailed)));
        rig.Feed(WirePdu.Bind());
        rig.Advance(1.5);
        Assert.False(rig.Aborted);
        rig.Advance(1);

        Assert.True(rig.Aborted);
    }

    [Fact]
    public void An_authoriser_that_throws_refuses_with_a_system_error_and_its_exception_is_the_end()
    {
        using var rig = new SessionRig(
            SessionRole.MessageCentre, authorizer: new FixedAuthorizer((_, _) => throw new InvalidOperationException("directory away")));
        rig.Feed(WirePdu.Bind());

        Assert.Equal(CommandStatus.SystemError, rig.Take(CommandId.BindTransceiverResp).Status);
        var end = rig.End();
        Assert.Equal(SessionEndReason.Fault, end.Reason);
        Assert.Contains("directory away", end.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1_024, 1)]
    [InlineData(1, 3, 1)]
    [InlineData(1, 1_024, 0)]
    public void A_decision_whose_options_are_at_fault_is_a_system_error_that_names_them(int inboundWindow, int outputLimit, int seconds)
    {
        var options = SessionOptions.Default with
        {
            InboundWindow = inboundWindow, OutputLimit = outputLimit, ResponseTimeout = TimeSpan.FromSeconds(seconds),
        };
        var handler = new RecordingHandler();
        using var rig = new SessionRig(SessionRole.MessageCentre, authorizer: FixedAuthorizer.Accepting(handler, options));
        rig.Feed(WirePdu.Bind());

        Assert.Equal(CommandStatus.SystemError, rig.Take(CommandId.BindTransceiverResp).Status);
        Assert.Contains(options.Validate().Single(), rig.End().Detail, StringComparison.Ordinal);
        Assert.Single(handler.Ends);
    }

    [Fact]
    public void A_decision_whose_response_cannot_be_made_refuses_and_ends_its_handler()
    {
        var handler = new RecordingHandler();
        using var rig = new SessionRig(SessionRole.MessageCentre, authorizer: new FixedAuthorizer(
            (_, _) => new BindDecision(CommandStatus.Ok, "a system_id beyond fifteen characters", handler)));
        rig.Feed(WirePdu.Bind());

        Assert.Equal(CommandStatus.SystemError, rig.Take(CommandId.BindTransceiverResp).Status);
        rig.End();
        Assert.Single(handler.Ends);
    }

    [Fact]
    public void A_bind_decided_after_the_connection_went_ends_its_handler_once()
    {
        SessionRig? rig = null;
        var handler = new RecordingHandler();
        using (rig = new SessionRig(SessionRole.MessageCentre, authorizer: new FixedAuthorizer((session, _) =>
        {
            session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
            return new BindDecision(CommandStatus.Ok, "centre", handler);
        })))
        {
            rig.Feed(WirePdu.Bind());
            rig.End();
        }

        Assert.Empty(rig.Sent);
        Assert.Equal(SessionEndReason.ClosedLocally, Assert.Single(handler.Ends).Reason);
    }

    [Theory]
    [InlineData(9, CommandStatus.Ok)]
    [InlineData(64, CommandStatus.Ok)]
    [InlineData(65, CommandStatus.InvalidPassword)]
    public void Passwords_longer_than_the_specification_are_accepted_up_to_a_limit(int length, CommandStatus expected)
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(WirePdu.Bind(password: new string('p', length)));

        Assert.Equal(expected, rig.Take(CommandId.BindTransceiverResp).Status);
    }

    [Fact]
    public void A_bind_that_cannot_be_read_is_refused_for_the_field_at_fault()
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(WirePdu.Raw(CommandId.BindReceiver, 5, "a system_id beyond sixteen\0pw\0\0"u8));

        Assert.Equal(CommandStatus.InvalidSystemId, rig.Take(CommandId.BindReceiverResp).Status);
        Assert.True(rig.Session.ShutsDown);
    }

    [Theory]
    [InlineData(CommandId.BindTransmitter)]
    [InlineData(CommandId.BindReceiver)]
    [InlineData(CommandId.BindTransceiver)]
    public void A_second_bind_is_answered_already_bound_and_the_first_stays(CommandId second)
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Bind(second, sequence: 2));

        Assert.Equal((CommandStatus.AlreadyBound, 2u), (rig.Sent[0].Status, rig.Take(second.Response).Sequence));
        Assert.Equal(SessionState.BoundTransceiver, rig.Session.State);
    }

    [Fact]
    public void No_bind_within_the_init_timer_closes_the_connection()
    {
        using var rig = new SessionRig(SessionRole.MessageCentre);
        rig.Feed(WirePdu.Empty(CommandId.EnquireLink, 1));
        rig.Advance(9.5);
        Assert.False(rig.Aborted);
        rig.Advance(1);

        Assert.True(rig.Aborted);
        Assert.Equal(SessionEndReason.BindTimeout, rig.End().Reason);
    }

    [Fact]
    public void The_accounts_options_replace_the_listeners()
    {
        var handler = new RecordingHandler();
        var options = SessionOptions.Default with { Window = 3 };
        using var rig = new SessionRig(SessionRole.MessageCentre, authorizer: FixedAuthorizer.Accepting(handler, options));
        rig.Feed(WirePdu.Bind());

        Assert.Same(options, rig.Session.Options);
        Assert.Equal(3, rig.Session.Free);
    }
}
