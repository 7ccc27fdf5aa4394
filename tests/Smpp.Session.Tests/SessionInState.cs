using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>
/// A session that has come into a state of <see cref="StateTable"/>, with what that state has unanswered: in the bound states and in
/// those of UNBOUND two requests of its own, so that one answer alone does not end its leaving.
/// </summary>
internal sealed class SessionInState : IDisposable
{
    public const long AskedToken = 1;

    private readonly string _state;
    private readonly bool _awaitsTwo;

    /// <param name="role">The session's role.</param>
    /// <param name="state">The state, as the table calls it.</param>
    /// <param name="response">What is to come: one request that it answers is left unanswered, if this role sends it in that state.</param>
    public SessionInState(SessionRole role, string state, CommandId response = CommandId.GenericNack)
    {
        _state = state;
        Rig = new SessionRig(role);
        if (state is "OPEN" or "OUTBOUND" or "BINDING")
        {
            if (state == "OUTBOUND")
                CallOut();
            else if (state == "BINDING")
                BeginBind(CommandId.BindTransceiver);
        }
        else
        {
            Bind(state switch
            {
                "TX" => CommandId.BindTransmitter,
                "RX" => CommandId.BindReceiver,
                _ => CommandId.BindTransceiver,
            });
            Ask(response);
            Leave(response);
            _awaitsTwo = true;
        }
        Rig.Sent.Clear();
        AssertState(state);
    }

    public SessionRig Rig { get; }

    /// <summary>The number of the request that the response is to have.</summary>
    public uint Asked { get; private set; } = 1;

    /// <summary>False where what is asked takes no place in the window, as enquire_link and unbind.</summary>
    public bool AsksInWindow { get; private set; }

    /// <summary>The bind that is under way.</summary>
    public Task<CommandStatus> Binding { get; private set; } = Task.FromResult(CommandStatus.Ok);

    /// <summary>The one request that the application has got.</summary>
    public Inbound TakeReceived()
    {
        Assert.Equal(1, Rig.Handler.Messages.Count + Rig.Handler.Requests.Count);
        return Rig.Handler.Messages.TryDequeue(out var message) ? message
            : Rig.Handler.Requests.TryDequeue(out var request) ? request : default;
    }

    /// <summary>The session is in this state, and its connection is closed only at the end.</summary>
    public void AssertState(string state)
    {
        Assert.Equal(
            state switch
            {
                "OUTBOUND" when Rig.Session.Role == SessionRole.MessageCentre => SessionState.Outbound,
                "OPEN" or "OUTBOUND" or "BINDING" => SessionState.Open,
                "TX" => SessionState.BoundTransmitter,
                "RX" => SessionState.BoundReceiver,
                "TRX" => SessionState.BoundTransceiver,
                "DRAINS" or "SENT" or "RECEIVED" or "UNBOUND" => SessionState.Unbound,
                _ => SessionState.Closed,
            },
            Rig.Session.State);
        Assert.Equal(state == "END", Rig.Session.ShutsDown);
    }

    /// <summary>The application has got nothing, nothing else was sent, and what was unanswered still is.</summary>
    public void AssertUntouched()
    {
        Assert.Empty(Rig.Sent);
        Assert.Empty(Rig.Handler.Messages);
        Assert.Empty(Rig.Handler.Requests);
        Assert.Equal(0, Rig.Sink.Outcomes);
        Assert.Equal(_awaitsTwo ? 2 : 0, Rig.Session.Outstanding);
        Assert.Equal(0, Rig.Session.InboundOutstanding);
        if (_state == "BINDING")
            Assert.False(Binding.IsCompleted);
    }

    public void Dispose() => Rig.Dispose();

    private void CallOut()
    {
        var outbind = new Outbind { SystemId = "centre", Password = "demo" };
        if (Rig.Session.Role == SessionRole.Esme)
        {
            Rig.Feed(WirePdu.Of(outbind, 1));
            return;
        }
        Rig.Session.Outbind(outbind);
        Rig.Take(CommandId.Outbind);
    }

    private void BeginBind(CommandId bind)
    {
        Binding = Rig.Session.BindAsync(new Bind(bind) { SystemId = "demo", Password = "demo" }).AsTask();
        Asked = Rig.Take(bind).Sequence;
    }

    private void Bind(CommandId bind)
    {
        if (Rig.Session.Role == SessionRole.MessageCentre)
        {
            Rig.Feed(WirePdu.Bind(bind));
            Assert.Equal(CommandStatus.Ok, Rig.Take(bind.Response).Status);
            return;
        }
        BeginBind(bind);
        Rig.Feed(WirePdu.BindResp(Asked, bind));
    }

    private void Ask(CommandId response)
    {
        var request = Enum.GetValues<CommandId>().FirstOrDefault(id => !id.IsResponse && id.Response == response && Sends(id));
        Asked = Send(request == default ? Usual : request, AskedToken);
        Send(Usual, AskedToken + 1);
        AsksInWindow = response != CommandId.EnquireLinkResp && (response != CommandId.UnbindResp || _state != "SENT");
        if (response == CommandId.EnquireLinkResp)
        {
            Rig.Session.Enquire();
            Asked = Rig.Take(CommandId.EnquireLink).Sequence;
        }
    }

    private void Leave(CommandId response)
    {
        switch (_state)
        {
            case "DRAINS":
                _ = Rig.Session.UnbindAsync();
                Assert.Empty(Rig.Sent);
                break;
            case "SENT":
                _ = Rig.Session.UnbindAsync();
                Rig.Advance(SessionOptions.Default.UnbindTimeout.TotalSeconds + 1);
                uint unbind = Rig.Take(CommandId.Unbind).Sequence;
                if (response == CommandId.UnbindResp)
                    Asked = unbind;
                break;
            case "RECEIVED":
                Rig.Feed(WirePdu.Empty(CommandId.Unbind, 99));
                Rig.Take(CommandId.UnbindResp);
                break;
        }
    }

    /// <summary>What this role sends when bound so.</summary>
    private CommandId Usual => Rig.Session.Role == SessionRole.MessageCentre
        ? Rig.Session.State.CanDeliver ? CommandId.DeliverSm : CommandId.DataSm
        : Rig.Session.State.CanSubmit ? CommandId.SubmitSm : CommandId.DataSm;

    private bool Sends(CommandId id) => id switch
    {
        CommandId.DataSm => true,
        CommandId.DeliverSm => Rig.Session.Role == SessionRole.MessageCentre && Rig.Session.State.CanDeliver,
        CommandId.SubmitSm or CommandId.SubmitMulti or CommandId.QuerySm or CommandId.CancelSm or CommandId.ReplaceSm
            or CommandId.BroadcastSm or CommandId.QueryBroadcastSm or CommandId.CancelBroadcastSm
            => Rig.Session.Role == SessionRole.Esme && Rig.Session.State.CanSubmit,
        _ => false,
    };

    private uint Send(CommandId id, long token)
    {
        var request = new EmptyBody(id);
        Assert.Equal(SendResult.Sent, Rig.Session.TrySend(ref request, Rig.Sink, token));
        return Rig.Take(id).Sequence;
    }
}
