using System.Text;
using Microsoft.Extensions.Time.Testing;
using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>One session without threads, sockets or a real clock: octets in, PDUs out, time when the test says so.</summary>
internal sealed class SessionRig : ISessionOutput, IDisposable
{
    private readonly List<byte> _rest = [];

    public SessionRig(SessionRole role, SessionOptions? options = null, IBindAuthorizer? authorizer = null)
    {
        Heartbeat = new Heartbeat(Time);
        Session = new SmppSession(
            role, options ?? SessionOptions.Default, Heartbeat, role == SessionRole.Esme ? Handler : null,
            role == SessionRole.Esme ? null : authorizer ?? FixedAuthorizer.Accepting(Handler, options))
        {
            DecisionRunner = static decide => Assert.True(decide().IsCompletedSuccessfully),
        };
        Session.Attach(this);
    }

    public FakeTimeProvider Time { get; } = new();

    public Heartbeat Heartbeat { get; }

    public SmppSession Session { get; }

    public RecordingHandler Handler { get; } = new();

    public RecordingSink Sink { get; } = new();

    /// <summary>What the session has sent and no test has taken yet.</summary>
    public List<WirePdu> Sent { get; } = [];

    public int Flushes { get; private set; }

    public bool Aborted { get; private set; }

    /// <summary>Set to keep the output where it is, as a peer does that does not read.</summary>
    public bool Stalled { get; set; }

    public long WritingSince
    {
        get
        {
            WhenTimersAreRead?.Invoke();
            return field;
        }
        set;
    }

    /// <summary>Called on each tick, after it has looked at the session and before it does anything.</summary>
    public Action? WhenTimersAreRead { get; set; }

    public static SessionRig Centre(CommandId bind = CommandId.BindTransceiver, SessionOptions? options = null)
    {
        var rig = new SessionRig(SessionRole.MessageCentre, options);
        rig.Feed(WirePdu.Bind(bind));
        Assert.Equal(CommandStatus.Ok, rig.Take(bind.Response).Status);
        return rig;
    }

    public static SessionRig Esme(CommandId bind = CommandId.BindTransceiver, SessionOptions? options = null)
    {
        var rig = new SessionRig(SessionRole.Esme, options);
        _ = rig.Session.BindAsync(new Bind(bind) { SystemId = "demo", Password = "demo" }).AsTask();
        rig.Feed(WirePdu.BindResp(rig.Take(bind).Sequence, bind));
        Assert.True(rig.Session.State.IsBound);
        return rig;
    }

    public void Feed(params byte[][] pdus)
    {
        foreach (var pdu in pdus)
            _rest.AddRange(pdu);
        using (FlushScope.Enter())
        {
            var octets = _rest.ToArray();
            _rest.RemoveRange(0, Session.Receive(octets, Time.GetTimestamp(), out _));
        }
    }

    /// <summary>The next PDU sent, which must be this one.</summary>
    public WirePdu Take(CommandId id)
    {
        Assert.NotEmpty(Sent);
        var pdu = Sent[0];
        Sent.RemoveAt(0);
        Assert.Equal(id, pdu.Id);
        return pdu;
    }

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public SendResult Send(long token = 0, string text = "hello")
    {
        var message = Role == SessionRole.Esme
            ? (IPduBody)new SubmitSm { Destination = Address.Parse("+447700900123"), ShortMessage = Encoding.Latin1.GetBytes(text) }
            : new DeliverSm { Destination = Address.Parse("12345"), ShortMessage = Encoding.Latin1.GetBytes(text) };
        return Session.TrySend(ref message, Sink, token);
    }

    /// <summary>The connection is gone.</summary>
    public SessionEnd End(SessionEndReason reason = SessionEndReason.ClosedByPeer)
    {
        Session.Finish(new SessionEnd(reason));
        Assert.True(Session.Completion.IsCompletedSuccessfully);
        return Session.Completion.Result;
    }

    public void Flush()
    {
        Flushes++;
        if (!Stalled)
            Drain();
    }

    public void Drain()
    {
        while (Session.TakeOutput() is { IsEmpty: false } octets)
        {
            Sent.AddRange(WirePdu.Cut(octets));
            Session.OnOutputDrained();
        }
    }

    public void Abort() => Aborted = true;

    public void Dispose() => Heartbeat.Dispose();

    private SessionRole Role => Session.Role;
}
