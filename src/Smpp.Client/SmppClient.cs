using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// A client of one message centre: sends texts and requests, gives receipts and messages as they come, and keeps itself bound, however
/// often the connection breaks. Thread-safe; make one for each message centre and share it.
/// </summary>
/// <remarks>
/// <para>Who awaits a request never runs on a session's reader, and may block without holding anything else up.</para>
/// <para>
/// Receipts and messages are streams or go to handlers. Those of a stream wait in memory until they are read,
/// <see cref="SmppClientOptions.InboxCapacity"/> of each. They are acknowledged when they have a place there; without one they are answered
/// ESME_RX_T_APPN, and the message centre keeps them. So an application that asks for receipts, or whose number receives messages, must
/// read <see cref="Receipts"/> and <see cref="Messages"/>, or set <see cref="OnReceipt"/> and <see cref="OnMessage"/>.
/// </para>
/// <para>
/// Handlers acknowledge: a PDU is answered when its handler has ended, with the status it returns. They run on the thread pool,
/// <see cref="SmppClientOptions.HandlersAtOnce"/> of each kind at once, and hold up no other answer. One that throws, or that has not ended
/// within <see cref="SmppClientOptions.HandlerTimeout"/>, is answered ESME_RX_T_APPN, and the message centre tries again: what a handler
/// does must bear being done twice. The parts of a long message are acknowledged as they come, but for the last; one that stays incomplete
/// has been altogether, so that nothing depends on what its handler says or on how long it takes.
/// </para>
/// <para>
/// A message centre bound below v3.4 takes no TLVs (v3.4 §3.4): it is sent requests without theirs, and none that would be another one so.
/// One whose bind response names no version is taken for one of v3.4. Below v5.0 a short_message holds 254 octets: one of 255 goes in
/// message_payload (<see cref="MessagePdu.WithLongTextInPayload"/>), and not at all to one below v3.4.
/// </para>
/// </remarks>
public sealed partial class SmppClient : IAsyncDisposable
{
    private readonly SmppClientOptions _options;
    private readonly Heartbeat _heartbeat;
    private readonly ClientFeed _feed;
    private readonly BindPool _pool;
    private readonly OutbindListener? _outbind;
    private readonly TaskCompletionSource _firstBind = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _reference = RandomNumberGenerator.GetInt32(ushort.MaxValue);
    private int _failures;
    private bool _started;
    private int _disposed;

    /// <summary>Makes a client; <see cref="Start"/> begins to bind.</summary>
    /// <param name="options">The message centre.</param>
    /// <exception cref="ArgumentException">The options are at fault; the message says where.</exception>
    public SmppClient(SmppClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // What is read later is what was checked now.
        options = options.Copy();
        if (options.Validate() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        _options = options;
        var logger = options.LoggerFactory?.CreateLogger<SmppClient>() ?? (ILogger)NullLogger.Instance;
        _heartbeat = new Heartbeat(options.TimeProvider, logger);
        _feed = new ClientFeed(options, _heartbeat, logger, OnReady);
        _pool = new BindPool(options.ToPool(logger), _feed, _heartbeat, logger) { FirstRoundFailed = OnFailed };
        if (options.ToOutbind() is { } outbind)
            _outbind = new OutbindListener(outbind, new OutbindFeed(_feed, _pool), _heartbeat, logger) { Limit = _pool.SendLimit };
    }

    /// <summary>The name of the options.</summary>
    public string Name => _options.Name;

    /// <summary>True while a session is bound that can submit; for a client that only receives, one that receives.</summary>
    public bool IsBound => OnlyReceives ? _feed.Binds.All.Count > 0 : _feed.Binds.Choose() is not null;

    /// <summary>How each bind stands, those left out that the message centre has opened by outbind.</summary>
    public IEnumerable<BindStatus> Binds => _pool.Binds;

    /// <summary>Receipts and messages that have come and wait to be read or handled.</summary>
    internal (int Receipts, int Messages) Waiting => _feed.Waiting;

    /// <summary>How much the message centre takes now.</summary>
    public CongestionControl Congestion => _pool.Congestion;

    /// <summary>
    /// Where the message centre's outbind is awaited, known once started; null without <see cref="SmppClientOptions.Outbind"/>.
    /// </summary>
    public IPEndPoint? OutbindEndPoint => _outbind?.EndPoint;

    /// <summary>
    /// Delivery receipts as they come, until the client is disposed. Each is given to one reader; a receipt that is read is not kept. None
    /// with <see cref="OnReceipt"/>.
    /// </summary>
    public IAsyncEnumerable<ReceivedReceipt> Receipts => _feed.Receipts.ReadAllAsync();

    /// <summary>
    /// Messages to this application as they come, long ones put together, until the client is disposed. Each is given to one reader. None
    /// with <see cref="OnMessage"/>.
    /// </summary>
    public IAsyncEnumerable<ReceivedMessage> Messages => _feed.Messages.ReadAllAsync();

    /// <summary>Connects and binds; the client then keeps itself bound until it is disposed.</summary>
    /// <param name="options">The message centre.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The client, with at least one session bound, which can submit unless the client only receives.</returns>
    /// <exception cref="SmppBindException">
    /// Every bind was refused, or its connection failed, with each of the hosts. The receivers of <see cref="BindMode.Pair"/> do not count.
    /// </exception>
    /// <exception cref="ArgumentException">The options are at fault.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or disposed meanwhile.</exception>
    public static async Task<SmppClient> ConnectAsync(SmppClientOptions options, CancellationToken cancellationToken = default)
    {
        var client = new SmppClient(options);
        await client.StartAsync(cancellationToken).ConfigureAwait(false);
        return client;
    }

    /// <summary>Says what is done about messages to this application, in place of <see cref="Messages"/>.</summary>
    /// <param name="handler">
    /// Ends when the message may be acknowledged, and with which status: anything but ESME_ROK says that it was not taken, and
    /// ESME_RX_T_APPN that it should come again. Its token is cancelled when <see cref="SmppClientOptions.HandlerTimeout"/> is over, where
    /// the session ended before too, and when the client is disposed: nobody waits any more for what it says.
    /// </param>
    /// <exception cref="InvalidOperationException">The client has been started.</exception>
    public SmppClient OnMessage(Func<ReceivedMessage, CancellationToken, ValueTask<CommandStatus>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _feed.Handle(handler);
        return this;
    }

    /// <summary>Says what is done about receipts, in place of <see cref="Receipts"/>.</summary>
    /// <inheritdoc cref="OnMessage" path="/param|/exception"/>
    public SmppClient OnReceipt(Func<ReceivedReceipt, CancellationToken, ValueTask<CommandStatus>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _feed.Handle(handler);
        return this;
    }

    /// <summary>Begins to bind, and to listen for outbinds where the options say so, and returns at once. To be called once.</summary>
    /// <exception cref="InvalidOperationException">The client has been started.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address for outbinds cannot be listened on.</exception>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, true))
            throw new InvalidOperationException($"The client '{Name}' has been started already.");
        _outbind?.Start();
        ClientTelemetry.Watch(this);
        _pool.Start();
    }

    /// <summary>
    /// Begins to bind and waits for the first session; the client then keeps itself bound until it is disposed. To be called once, in
    /// place of <see cref="Start"/>. A client that fails to start is disposed.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <inheritdoc cref="ConnectAsync(SmppClientOptions, CancellationToken)" path="/exception"/>
    /// <exception cref="InvalidOperationException">The client has been started, and goes on.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address for outbinds cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            Start();
            await _firstBind.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        // A second start ends nothing that the first has begun.
        catch (Exception e) when (e is not InvalidOperationException)
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Sends a text: chooses its encoding, cuts it where it is too long, and submits all parts over one session in their order.
    /// </summary>
    /// <param name="from">The sender: a number, with + for an international one, or a name of up to 11 characters.</param>
    /// <param name="to">The recipient's number.</param>
    /// <param name="text">The text, of any length up to 255 parts.</param>
    /// <param name="cancellationToken">Ends the waiting; what was sent by then may be processed.</param>
    /// <returns>The parts, their ids and what became of each: a refusal or a lost response is told there, not thrown.</returns>
    /// <exception cref="FormatException">An address cannot be read.</exception>
    /// <exception cref="ArgumentException">
    /// The text cannot be sent: it needs more than 255 parts, or an encoding that the options exclude.
    /// </exception>
    /// <exception cref="SmppNotBoundException">No session was bound in time; nothing was sent.</exception>
    /// <exception cref="SmppNotSentException">
    /// What it is about stands in a TLV, such as message_payload, and the message centre is bound below v3.4.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client is disposed, or was meanwhile; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">100,000 requests wait for the session's window; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<SentMessage> SendAsync(string from, string to, string text, CancellationToken cancellationToken = default) =>
        SendTextAsync(
            new SubmitSm
            {
                Source = Address.Parse(from),
                Destination = Address.Parse(to),
                RegisteredDelivery = _options.RegisteredDelivery,
            },
            text, cancellationToken: cancellationToken);

    /// <summary>Sends a text with everything else that <paramref name="message"/> says: validity, receipts, priority, TLVs.</summary>
    /// <param name="message">All but the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="textOptions">How it is encoded and cut; null for the client's own.</param>
    /// <param name="cancellationToken">Ends the waiting; what was sent by then may be processed.</param>
    /// <returns>The parts, their ids and what became of each: a refusal or a lost response is told there, not thrown.</returns>
    /// <exception cref="ArgumentException">
    /// The text cannot be sent: it needs more than 255 parts, or an encoding that the options exclude.
    /// </exception>
    /// <exception cref="SmppNotBoundException">No session was bound in time; nothing was sent.</exception>
    /// <exception cref="SmppNotSentException">
    /// What it is about stands in a TLV, such as message_payload, and the message centre is bound below v3.4.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client is disposed, or was meanwhile; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">100,000 requests wait for the session's window; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<SentMessage> SendTextAsync(
        SubmitSm message, string text, TextOptions? textOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var plan = TextPlan.Of(text, textOptions ?? _options.Text);
        var parts = Announced(message.ToParts(plan, (ushort)Interlocked.Increment(ref _reference)));
        using var span = ClientTelemetry.Send(Name, parts.Count);
        bool awaitsReceipts = AwaitsReceipts(message);
        SentMessage? sent = null;
        if (awaitsReceipts)
            _feed.Sent.OnSending();
        try
        {
            return sent = new SentMessage(plan, await SendPartsAsync(parts, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            if (awaitsReceipts)
                _feed.Sent.OnSent(sent);
        }
    }

    /// <summary>Submits one message as it is; receipts that it asks for come with it.</summary>
    /// <param name="message">The message; its text or data as it goes out.</param>
    /// <param name="cancellationToken">Ends the waiting; a message that was sent by then may be processed.</param>
    /// <returns>The outcome: a refusal or a lost response is told there, not thrown.</returns>
    /// <exception cref="SmppNotBoundException">No session was bound in time; nothing was sent.</exception>
    /// <exception cref="SmppNotSentException">
    /// What it is about stands in a TLV, such as message_payload, and the message centre is bound below v3.4.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client is disposed, or was meanwhile; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">100,000 requests wait for the session's window; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SubmitResult> SubmitAsync(SubmitSm message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        long began = ClientTelemetry.IsSubmitMeasured ? _options.TimeProvider.GetTimestamp() : 0;
        bool awaitsReceipts = AwaitsReceipts(message);
        var result = SubmitResult.NotSent;
        if (awaitsReceipts)
            _feed.Sent.OnSending();
        try
        {
            var response = await RequestAsync(message, cancellationToken).ConfigureAwait(false);
            result = SubmitResult.Of(response);
        }
        catch (SmppRequestLostException e)
        {
            result = SubmitResult.Lost(e.Reason);
        }
        finally
        {
            if (awaitsReceipts)
                _feed.Sent.OnSent(new SentMessage(null, [new SentPart(1, message, result)]));
        }
        if (began != 0)
            ClientTelemetry.Submitted(Name, result, _options.TimeProvider.GetElapsedTime(began));
        return result;
    }

    /// <summary>
    /// Sends any request over the bound session with most room and waits for its response, whatever its status; waits for a session, and
    /// on it for a free slot of the window and for as long as <see cref="Congestion"/> says, in order of the calls.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the waiting; a request that was sent by then may be processed.</param>
    /// <exception cref="SmppRequestLostException">No response came: the outcome is unknown.</exception>
    /// <exception cref="SmppNotBoundException">No session was bound in time; nothing was sent.</exception>
    /// <exception cref="SmppNotSentException">
    /// What it is about stands in a TLV, such as message_payload, and the message centre is bound below v3.4.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client is disposed, or was meanwhile; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">100,000 requests wait for the session's window; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Response> RequestAsync(IPduBody request, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var session = _feed.Binds.Choose() ?? await WaitBoundAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await session.SendAsync(OldVersion.Fit(request, session), cancellationToken).ConfigureAwait(false);
            }
            catch (SmppNotSentException) when (!session.State.CanSubmit)
            {
                // The session ended before the request's turn: another takes it.
            }
        }
    }

    /// <summary>Unbinds in order and closes; what comes in is read to its end by whoever reads it. Idempotent.</summary>
    /// <remarks>
    /// Of a long message that lacks parts, <see cref="Messages"/> ends with what has come, as incomplete. A handler runs no more: the log
    /// says how many parts are lost so, which were acknowledged.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        ClientTelemetry.Unwatch(this);
        _firstBind.TrySetCanceled();
        _feed.Binds.Stop();
        if (_outbind is not null)
            await _outbind.DisposeAsync().ConfigureAwait(false);
        await _pool.DisposeAsync().ConfigureAwait(false);
        _feed.Dispose();
        _heartbeat.Dispose();
    }

    private async ValueTask<SmppSession> WaitBoundAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (OnlyReceives)
            throw new SmppNotBoundException($"The client '{Name}' binds as a receiver, which cannot send.");
        try
        {
            return await _feed.Binds.WaitAsync(_options.BindWait, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new SmppNotBoundException($"The client '{Name}' is not bound: {LastError ?? "the first attempt is under way"}.");
        }
    }

    /// <summary>Nothing that it binds can submit.</summary>
    private bool OnlyReceives => _options.Binds == 0 ? _options.Outbind is not { AsTransceiver: true } : _options.Mode == BindMode.Receiver;

    private static bool AwaitsReceipts(SubmitSm message) =>
        message.RegisteredDelivery.WantsAnyReceipt || message.RegisteredDelivery.WantsIntermediate;

    private void CheckNotStarted()
    {
        if (_started)
            throw new InvalidOperationException("Handlers are set before the start.");
    }

    private string? LastError => _pool.Binds.Select(bind => bind.LastError).FirstOrDefault(error => error is not null);

    private void OnReady(SmppSession session)
    {
        if (session.State.CanSubmit || OnlyReceives)
            _firstBind.TrySetResult();
    }

    /// <summary>The start has failed once every bind has that it could have waited for.</summary>
    private void OnFailed(CommandId kind, SmppBindException failure)
    {
        if (IsAwaited(kind) && Interlocked.Increment(ref _failures) == _pool.Binds.Count(bind => IsAwaited(bind.Kind)))
            _firstBind.TrySetException(failure);
    }

    private bool IsAwaited(CommandId kind) => kind != CommandId.BindReceiver || OnlyReceives;
}
