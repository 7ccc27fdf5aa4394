using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>Binds as the ESME makes them (v3.4 §4.1).</summary>
public class EsmeBindTests
{
    private static readonly Bind Request = new(CommandId.BindTransceiver) { SystemId = "demo", Password = "demo" };

    [Theory]
    [InlineData(null, InterfaceVersion.V34)]
    [InlineData(InterfaceVersion.V34, InterfaceVersion.V34)]
    [InlineData(InterfaceVersion.V50, InterfaceVersion.V50)]
    [InlineData((InterfaceVersion)0x35, InterfaceVersion.V34)]
    public async Task The_centres_version_is_taken_and_a_missing_one_never_fails_the_bind(
        InterfaceVersion? centre, InterfaceVersion negotiated)
    {
        using var rig = new SessionRig(SessionRole.Esme, SessionOptions.Default with { Version = InterfaceVersion.V50 });
        var binding = rig.Session.BindAsync(Request).AsTask();
        rig.Feed(WirePdu.BindResp(rig.Take(CommandId.BindTransceiver).Sequence, version: centre));

        Assert.Equal(CommandStatus.Ok, await binding.InTime());
        Assert.Equal(
            (SessionState.BoundTransceiver, negotiated, "centre"), (rig.Session.State, rig.Session.PeerVersion, rig.Session.PeerSystemId));
    }

    [Theory]
    [InlineData(null, InterfaceVersion.V33)]
    [InlineData(InterfaceVersion.V34, InterfaceVersion.V34)]
    public async Task A_centre_that_names_no_version_counts_as_what_the_options_say(InterfaceVersion? centre, InterfaceVersion negotiated)
    {
        using var rig = new SessionRig(SessionRole.Esme, SessionOptions.Default with { UnnamedVersion = InterfaceVersion.V33 });
        var binding = rig.Session.BindAsync(Request).AsTask();
        rig.Feed(WirePdu.BindResp(rig.Take(CommandId.BindTransceiver).Sequence, version: centre));

        Assert.Equal(CommandStatus.Ok, await binding.InTime());
        Assert.Equal((SessionState.BoundTransceiver, negotiated), (rig.Session.State, rig.Session.PeerVersion));
    }

    [Fact]
    public async Task A_centre_whose_answer_cannot_be_read_names_no_version()
    {
        using var rig = new SessionRig(SessionRole.Esme, SessionOptions.Default with { Version = InterfaceVersion.V50 });
        var binding = rig.Session.BindAsync(Request).AsTask();
        uint sequence = rig.Take(CommandId.BindTransceiver).Sequence;
        rig.Feed(WirePdu.Raw(CommandId.BindTransceiverResp, sequence, "a system_id without an end"u8));

        Assert.Equal(CommandStatus.Ok, await binding.InTime());
        Assert.Equal(
            (SessionState.BoundTransceiver, InterfaceVersion.V34, ""),
            (rig.Session.State, rig.Session.PeerVersion, rig.Session.PeerSystemId));
    }

    [Fact]
    public async Task A_refusal_is_returned_and_ends_the_session()
    {
        using var rig = new SessionRig(SessionRole.Esme);
        var binding = rig.Session.BindAsync(Request).AsTask();
        rig.Feed(WirePdu.Empty(CommandId.BindTransceiverResp, 1, CommandStatus.AlreadyBound));

        Assert.Equal(CommandStatus.AlreadyBound, await binding.InTime());
        Assert.True(rig.Session.ShutsDown);
        Assert.Equal(SessionEndReason.BindRefused, rig.End().Reason);
    }

    [Fact]
    public async Task A_bind_that_is_cancelled_ends_its_session()
    {
        using var rig = new SessionRig(SessionRole.Esme);
        using var cancel = new CancellationTokenSource();
        var binding = rig.Session.BindAsync(Request, cancel.Token).AsTask();
        rig.Take(CommandId.BindTransceiver);
        await cancel.CancelAsync();

        Assert.Equal((SessionState.Closed, "cancelled"), (rig.Session.State, rig.End().Detail));
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => binding.InTime());
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        using var other = new SessionRig(SessionRole.Esme);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.Session.BindAsync(Request, cancel.Token).AsTask());
        Assert.Equal(SessionState.Open, other.Session.State);
    }

    [Fact]
    public async Task A_generic_nack_refuses_the_bind()
    {
        using var rig = new SessionRig(SessionRole.Esme);
        var binding = rig.Session.BindAsync(Request).AsTask();
        rig.Feed(WirePdu.Empty(CommandId.GenericNack, 1, CommandStatus.InvalidCommandId));

        Assert.Equal(CommandStatus.InvalidCommandId, await binding.InTime());
    }

    [Fact]
    public async Task Another_commands_response_does_not_bind()
    {
        using var rig = new SessionRig(SessionRole.Esme);
        var binding = rig.Session.BindAsync(Request).AsTask();
        rig.Feed(WirePdu.BindResp(1, CommandId.BindReceiver));

        var lost = await Assert.ThrowsAsync<SmppRequestLostException>(() => binding.InTime());
        Assert.Equal(LossReason.Mismatched, lost.Reason);
        Assert.False(rig.Session.State.IsBound);
        Assert.True(rig.Session.ShutsDown);
    }

    [Fact]
    public async Task A_connection_that_ends_first_loses_the_bind()
    {
        using var rig = new SessionRig(SessionRole.Esme);
        var binding = rig.Session.BindAsync(Request).AsTask();
        rig.End();

        Assert.Equal(LossReason.SessionEnded, (await Assert.ThrowsAsync<SmppRequestLostException>(() => binding.InTime())).Reason);
    }

    [Fact]
    public async Task A_connection_that_has_ended_already_loses_the_bind()
    {
        using var rig = new SessionRig(SessionRole.Esme);
        rig.End();

        await Assert.ThrowsAsync<SmppRequestLostException>(() => rig.Session.BindAsync(Request).AsTask());
    }

    [Fact]
    public async Task A_second_bind_of_one_session_is_a_mistake()
    {
        using var rig = SessionRig.Esme();

        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Session.BindAsync(Request).AsTask());
    }

    [Fact]
    public void No_answer_within_the_init_timer_closes_the_connection()
    {
        using var rig = new SessionRig(SessionRole.Esme);
        _ = rig.Session.BindAsync(Request).AsTask();
        rig.Advance(10.5);

        Assert.True(rig.Aborted);
        Assert.Equal(SessionEndReason.BindTimeout, rig.End().Reason);
    }

    [Theory]
    [InlineData(CommandId.BindTransmitter, true, false)]
    [InlineData(CommandId.BindReceiver, false, true)]
    [InlineData(CommandId.BindTransceiver, true, true)]
    public void A_bind_allows_what_its_kind_allows(CommandId bind, bool submits, bool receives)
    {
        using var rig = SessionRig.Esme(bind);

        Assert.Equal(submits ? SendResult.Sent : SendResult.NotBound, rig.Send());
        rig.Sent.Clear();
        rig.Feed(WirePdu.Deliver(4));
        Assert.Equal(receives ? 1 : 0, rig.Handler.Messages.Count);
        if (!receives)
            Assert.Equal(CommandStatus.InvalidBindStatus, rig.Take(CommandId.DeliverSmResp).Status);
    }
}
