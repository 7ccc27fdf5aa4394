using System.Net;
using System.Net.Security;
using System.Text;
using Gateway.Upstreams;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Gateway.Tests.Harness;

/// <summary>A carrier on a real socket that does what the test tells it: answers, refuses, keeps quiet, sends receipts, cuts.</summary>
internal sealed class FakeCarrier : IBindAuthorizer, IAsyncDisposable
{
    private const int FirstId = 1000;

    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly SmppServer _server;
    private readonly Lock _gate = new();
    private readonly List<Submitted> _submits = [];
    private readonly List<CarrierBind> _binds = [];

    public FakeCarrier(string name)
    {
        Name = name;
        var options = new ServerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Session = SessionOptions.Default with { InboundWindow = 100_000, Window = 1000 },
        };
        _server = new SmppServer(options, this, _heartbeat, NullLogger.Instance);
        _server.Start();
    }

    public string Name { get; }

    public int Port => _server.EndPoint.Port;

    /// <summary>What it does with each submit_sm; accepts at once unless told otherwise.</summary>
    public Action<Submitted> Script { get; set; } = Accept;

    /// <summary>The message_id of the n-th submit, beginning with 1.</summary>
    public Func<int, string> IdOf { get; set; } = number => (FirstId + number).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Its answer to binds of a kind.</summary>
    public Func<CommandId, CommandStatus> OnBind { get; set; } = _ => CommandStatus.Ok;

    /// <summary>What it waits for before it answers a bind.</summary>
    public Func<CommandId, Task> BeforeBind { get; set; } = _ => Task.CompletedTask;

    /// <summary>The version it says that it speaks.</summary>
    public InterfaceVersion Version { get; set; } = InterfaceVersion.V34;

    /// <summary>All it was sent, in the order of its arrival.</summary>
    public IReadOnlyList<Submitted> Submits
    {
        get
        {
            lock (_gate)
                return [.. _submits];
        }
    }

    /// <summary>The texts of <see cref="Submits"/>.</summary>
    public IEnumerable<string> Texts => Submits.Select(submit => submit.Text);

    /// <summary>The sessions that are bound now, the oldest first.</summary>
    public IReadOnlyList<CarrierBind> Binds
    {
        get
        {
            lock (_gate)
                return [.. _binds.Where(bind => bind.Session.State.IsBound)];
        }
    }

    /// <summary>Sessions that were ever bound.</summary>
    public int BindsEver
    {
        get
        {
            lock (_gate)
                return _binds.Count;
        }
    }

    public static void Accept(Submitted submit) => submit.Accept();

    /// <summary>Takes the submit and never answers.</summary>
    public static void KeepQuiet(Submitted submit)
    {
    }

    /// <summary>Refuses binds and cuts those that stand: as good as not being there, but its port stays its own.</summary>
    public void GoDown()
    {
        OnBind = _ => CommandStatus.SystemError;
        Cut();
    }

    public void ComeUp() => OnBind = _ => CommandStatus.Ok;

    /// <summary>Ends every connection without unbind.</summary>
    public void Cut()
    {
        foreach (var bind in Binds)
            bind.Cut();
    }

    /// <summary>Calls the gateway by outbind; returns the session, which waits for its bind.</summary>
    public Task<SmppSession> CallAsync(
        IPEndPoint gateway, string systemId, string password, SslClientAuthenticationOptions? tls = null) => _server.OutbindAsync(
        new OutbindTarget { EndPoint = gateway, Outbind = new Outbind { SystemId = systemId, Password = password }, Tls = tls });

    /// <summary>Sends a deliver_sm on a bind that takes one; returns the gateway's answer.</summary>
    public async Task<CommandStatus> DeliverAsync(DeliverSm message, CarrierBind? on = null)
    {
        var session = (on ?? Binds.First(bind => bind.Session.State.CanDeliver)).Session;
        return (await session.SendAsync(message).AsTask().WaitAsync(Shared.Until.Limit)).Header.Status;
    }

    /// <summary>Sends the receipt of a submit, under another form of its id when one is given; returns the gateway's answer.</summary>
    public Task<CommandStatus> ReceiptAsync(
        Submitted submit, MessageState state = MessageState.Delivered, string? id = null, CarrierBind? on = null, string error = "000") =>
        DeliverAsync(ReceiptOf(submit, state, id, error), on);

    public static DeliverSm ReceiptOf(Submitted submit, MessageState state, string? id = null, string error = "000", bool tlvs = true)
    {
        id ??= submit.Id;
        var text = new byte[Receipt.MaxTextLength];
        var now = DateTimeOffset.UtcNow;
        int length = Receipt.WriteText(
            text, Encoding.ASCII.GetBytes(id), 1, state == MessageState.Delivered ? 1 : 0, now, now, state, Encoding.ASCII.GetBytes(error),
            submit.Pdu.UserData);
        return new DeliverSm
        {
            Source = submit.Pdu.Destination,
            Destination = submit.Pdu.Source,
            EsmClass = EsmClass.Receipt,
            ShortMessage = text.AsMemory(0, length),
            Tlvs = tlvs
                ? default(TlvList).AddCString(TlvTag.ReceiptedMessageId, id).AddByte(TlvTag.MessageState, (byte)state)
                : default,
        };
    }

    public async ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        await BeforeBind(bind.Id);
        var status = OnBind(bind.Id);
        if (status != CommandStatus.Ok)
            return BindDecision.Refuse(status);
        var opened = new CarrierBind(this, session, bind.Id);
        lock (_gate)
            _binds.Add(opened);
        return new BindDecision(
            CommandStatus.Ok, Name, opened, SessionOptions.Default with { InboundWindow = 100_000, Window = 1000, Version = Version });
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _server.DisposeAsync();
        _heartbeat.Dispose();
    }

    internal void OnSubmit(CarrierBind bind, in Inbound request, SubmitSm pdu)
    {
        Submitted submit;
        lock (_gate)
        {
            submit = new Submitted(bind, request, pdu, IdOf(_submits.Count + 1));
            _submits.Add(submit);
        }
        Script(submit);
    }
}

/// <summary>One bind of the gateway at a carrier.</summary>
internal sealed class CarrierBind(FakeCarrier carrier, SmppSession session, CommandId kind) : ISessionHandler
{
    private int _mostUnanswered;

    public SmppSession Session => session;

    public CommandId Kind => kind;

    /// <summary>The most submits that stood unanswered here at once.</summary>
    public int MostUnanswered => Volatile.Read(ref _mostUnanswered);

    public bool IsEnded { get; private set; }

    public void Cut() => session.Close(new SessionEnd(SessionEndReason.ClosedLocally, "the test cuts it"));

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        Volatile.Write(ref _mostUnanswered, Math.Max(_mostUnanswered, session.InboundOutstanding));
        carrier.OnSubmit(this, request, SubmitSm.From(message));
    }

    public void OnEnd(SmppSession ended, SessionEnd end) => IsEnded = true;
}

/// <summary>A submit_sm as a carrier got it, and the right to answer it.</summary>
internal sealed class Submitted(CarrierBind bind, Inbound request, SubmitSm pdu, string id)
{
    public CarrierBind Bind => bind;

    public SubmitSm Pdu => pdu;

    /// <summary>The message_id it has when it is accepted.</summary>
    public string Id => id;

    public string Text => Encoding.Latin1.GetString(pdu.UserData);

    public void Accept(string? otherId = null) => request.Accept(Encoding.ASCII.GetBytes(otherId ?? id));

    public void Reject(CommandStatus status) => request.Reject(status);

    /// <summary>Answers a generic_nack, with command_status 0.</summary>
    public void Nack()
    {
        var nack = new RawBody(CommandId.GenericNack, default);
        request.Reply(ref nack);
    }
}
