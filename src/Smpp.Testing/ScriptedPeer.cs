using System.Diagnostics.CodeAnalysis;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Testing;

/// <summary>
/// The other end of a connection, which does what a test says: expects a PDU, answers it, sends its own, says nonsense, hangs up. It plays
/// a message centre or an ESME alike, and knows no state: what it may do is up to the script. For one test's thread.
/// </summary>
/// <param name="transport">The connection, such as <see cref="MemoryNetwork.AcceptAsync"/> gives; the peer owns it.</param>
/// <param name="time">The clock of <see cref="Patience"/>; null for the system's.</param>
public sealed class ScriptedPeer(Transport transport, TimeProvider? time = null) : IAsyncDisposable
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private byte[] _received = new byte[4 * 1024];
    private int _length;
    private uint _sequence;
    private Task<int>? _reading;

    /// <summary>
    /// Time after which what was expected will not come any more. A script may go on all the same: what comes later is the next to be
    /// expected.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Answers enquire_link by itself, without the script's hearing of it.</summary>
    public bool AnswersEnquireLinks { get; set; } = true;

    /// <summary>How strictly PDUs are read.</summary>
    public DecodeRules Rules { get; init; } = DecodeRules.Tolerant;

    /// <summary>Takes the next connection of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<ScriptedPeer> AcceptAsync(MemoryNetwork network, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new ScriptedPeer(await network.AcceptAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The next PDU, which must be of this kind.</summary>
    /// <exception cref="ScriptException">Another PDU came, none in time, or the end of the connection.</exception>
    public async Task<ReceivedPdu<T>> ExpectAsync<T>() where T : Pdu
    {
        var next = await ReceiveAsync().ConfigureAwait(false)
            ?? throw new ScriptException($"Expected {typeof(T).Name}; the connection ended.");
        return next.Pdu is T pdu
            ? new ReceivedPdu<T>(next.Header, pdu)
            : throw new ScriptException($"Expected {typeof(T).Name}; {next.Header.Id.Name} ({next.Header.Status.Name}) came: {next.Pdu}");
    }

    /// <summary>The next PDU, which must have this command_id: for those without fields of their own, such as unbind.</summary>
    /// <param name="id">The command_id.</param>
    /// <exception cref="ScriptException">Another PDU came, none in time, or the end of the connection.</exception>
    public async Task<ReceivedPdu<Pdu>> ExpectAsync(CommandId id)
    {
        var next = await ReceiveAsync().ConfigureAwait(false) ?? throw new ScriptException($"Expected {id.Name}; the connection ended.");
        return next.Header.Id == id
            ? next
            : throw new ScriptException($"Expected {id.Name}; {next.Header.Id.Name} ({next.Header.Status.Name}) came: {next.Pdu}");
    }

    /// <summary>The end of the connection must come next.</summary>
    /// <exception cref="ScriptException">A PDU came, or nothing in time.</exception>
    public async Task ExpectEndAsync()
    {
        if (await ReceiveAsync().ConfigureAwait(false) is { } next)
            throw new ScriptException($"Expected the end of the connection; {next.Header.Id.Name} came: {next.Pdu}");
    }

    /// <summary>Plays the message centre's part of a bind: expects it, accepts it.</summary>
    /// <param name="systemId">Our system_id in the response.</param>
    /// <param name="version">sc_interface_version, or null to name none.</param>
    public async Task<ReceivedPdu<Bind>> AcceptBindAsync(string systemId = "peer", InterfaceVersion? version = InterfaceVersion.V34)
    {
        var bind = await ExpectAsync<Bind>().ConfigureAwait(false);
        var response = new BindResp(bind.Header.Id.Response) { SystemId = systemId, ScInterfaceVersion = version };
        await ReplyAsync(bind, response).ConfigureAwait(false);
        return bind;
    }

    /// <summary>Plays the ESME's part of a bind: sends it and expects that it is accepted.</summary>
    /// <param name="bind">The bind.</param>
    /// <exception cref="ScriptException">It was refused, or something else came.</exception>
    public async Task<ReceivedPdu<BindResp>> BindAsync(Bind bind)
    {
        ArgumentNullException.ThrowIfNull(bind);
        await SendAsync(bind).ConfigureAwait(false);
        return await ExpectAsync<BindResp>().ConfigureAwait(false);
    }

    /// <summary>Answers with a response.</summary>
    /// <param name="request">What is answered: its sequence_number is echoed.</param>
    /// <param name="response">The response.</param>
    /// <param name="status">Its command_status.</param>
    public Task ReplyAsync<T>(ReceivedPdu<T> request, Pdu response, CommandStatus status = CommandStatus.Ok) where T : Pdu
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        return SendAsync(response.ToArray(request.Sequence, status));
    }

    /// <summary>Answers header-only.</summary>
    /// <param name="request">What is answered: its sequence_number is echoed.</param>
    /// <param name="status">The command_status.</param>
    public Task ReplyAsync<T>(ReceivedPdu<T> request, CommandStatus status) where T : Pdu
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReplyAsync(request, new EmptyPdu(request.Header.Id.Response), status);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Its sequence_number, which counts from 1.</returns>
    public async Task<uint> SendAsync(Pdu request)
    {
        ArgumentNullException.ThrowIfNull(request);
        uint sequence = ++_sequence;
        await SendAsync(request.ToArray(sequence)).ConfigureAwait(false);
        return sequence;
    }

    /// <summary>Sends octets, whatever they are: half a PDU, another protocol.</summary>
    /// <param name="octets">The octets.</param>
    public Task SendAsync(ReadOnlyMemory<byte> octets) => transport.WriteAsync(octets).AsTask();

    /// <summary>Sends nothing more; what the other side still says can be read.</summary>
    public void ShutdownSend() => transport.ShutdownSend();

    /// <summary>Hangs up without unbind.</summary>
    public void HangUp() => transport.Abort();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private async Task<ReceivedPdu<Pdu>?> ReceiveAsync()
    {
        while (true)
        {
            if (TryTake(out var next))
            {
                if (next.Header.Id != CommandId.EnquireLink || !AnswersEnquireLinks)
                    return next;
                await ReplyAsync(next, CommandStatus.Ok).ConfigureAwait(false);
                continue;
            }
            if (_length == _received.Length)
                Array.Resize(ref _received, 2 * _length);
            int read;
            try
            {
                // One that has been waited for in vain still reads, into room that nothing else has taken.
                _reading ??= transport.ReadAsync(_received.AsMemory(_length)).AsTask();
                read = await _reading.WaitAsync(Patience, _time).ConfigureAwait(false);
                _reading = null;
            }
            catch (TimeoutException)
            {
                throw new ScriptException($"Nothing came within {Patience.TotalSeconds:0} s.");
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or System.Net.Sockets.SocketException)
            {
                _reading = null;
                return null;
            }
            if (read == 0)
                return null;
            _length += read;
        }
    }

    private bool TryTake([NotNullWhen(true)] out ReceivedPdu<Pdu>? next)
    {
        next = null;
        var result = PduFramer.TryRead(_received.AsSpan(0, _length), PduFramer.DefaultMaxLength, out var header, out var body);
        if (result == FrameResult.Incomplete)
            return false;
        if (result == FrameResult.BadLength)
            throw new ScriptException($"No PDU came: its command_length is {header.Length}.");
        if (!Pdu.TryRead(header, body, Rules, out var pdu, out var report) || pdu is null)
            throw new ScriptException($"A {header.Id.Name} came that cannot be read: {report.Error}");
        next = new ReceivedPdu<Pdu>(header, pdu);
        int rest = _length - (int)header.Length;
        _received.AsSpan((int)header.Length, rest).CopyTo(_received);
        _length = rest;
        return true;
    }
}
