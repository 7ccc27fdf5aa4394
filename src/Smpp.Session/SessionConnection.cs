using System.Buffers;
using System.Net.Sockets;

namespace Smpp.Session;

/// <summary>
/// Moves a session's octets over a <see cref="Transport"/>: one reader loop, and one sender that writes whatever has gathered
/// while its last write was under way, so that batches form by themselves without a delay timer.
/// </summary>
public sealed class SessionConnection : ISessionOutput
{
    private const int InitialReceiveSize = 4 * 1024;
    private const int LargestReceiveSize = 256 * 1024;

    private readonly Transport _transport;
    private readonly SmppSession _session;
    private readonly TimeProvider _time;
    private TaskCompletionSource? _drained;
    private int _sending;
    private long _writingSince;

    /// <summary>Joins a session and its transport, which it then owns.</summary>
    public SessionConnection(Transport transport, SmppSession session, TimeProvider time)
    {
        _transport = transport;
        _session = session;
        _time = time;
        session.RemoteEndPoint = transport.RemoteEndPoint;
        session.Attach(this);
    }

    long ISessionOutput.WritingSince => Volatile.Read(ref _writingSince);

    /// <summary>Runs the session to its end, which it returns; never throws.</summary>
    public async Task<SessionEnd> RunAsync()
    {
        var end = new SessionEnd(SessionEndReason.ClosedByPeer);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialReceiveSize);
        try
        {
            int start = 0, filled = 0;
            while (true)
            {
                if (_session.IsOutputFull)
                    await WaitDrainedAsync().ConfigureAwait(false);
                if (start > 0 && start == filled)
                    start = filled = 0;
                if (filled == buffer.Length)
                    MakeRoom(ref buffer, ref start, ref filled);
                int read = await _transport.ReadAsync(buffer.AsMemory(filled)).ConfigureAwait(false);
                if (read == 0)
                    break;
                filled += read;
                while (true)
                {
                    start += Handle(buffer.AsSpan(start, filled - start));
                    if (_session.Paused is not { } paused)
                        break;
                    await paused.ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            end = new SessionEnd(SessionEndReason.ConnectionLost, e is ObjectDisposedException ? null : e.Message);
        }
#pragma warning disable CA1031 // A fault in a handler ends this session and no other.
        catch (Exception e)
#pragma warning restore CA1031
        {
            end = new SessionEnd(SessionEndReason.Fault, e.ToString());
        }
        finally
        {
            _transport.Abort();
            Interlocked.Exchange(ref _drained, null)?.TrySetResult();
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return _session.Finish(end);
    }

    void ISessionOutput.Flush()
    {
        if (Interlocked.CompareExchange(ref _sending, 1, 0) != 0)
            return;
        Send();
    }

    void ISessionOutput.Abort() => _transport.Abort();

    private int Handle(ReadOnlySpan<byte> received)
    {
        using (FlushScope.Enter())
            return _session.Receive(received, _time.GetTimestamp());
    }

    /// <summary>
    /// Writes until nothing is left. As long as writes complete at once, which on a socket with room they do, this stays on the
    /// caller's thread and allocates nothing.
    /// </summary>
    private void Send()
    {
        while (true)
        {
            var data = _session.TakeOutput();
            if (data.IsEmpty)
            {
                if (_session.ShutsDown)
                    _transport.ShutdownSend();
                Volatile.Write(ref _sending, 0);
                // What was appended between the last look and the release above has nobody else to send it.
                if (!_session.HasOutput || Interlocked.CompareExchange(ref _sending, 1, 0) != 0)
                    return;
                continue;
            }
            ValueTask writing;
            try
            {
                writing = _transport.WriteAsync(data);
                if (writing.IsCompletedSuccessfully)
                {
                    writing.GetAwaiter().GetResult();
                    Drained();
                    continue;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The reader meets the same end and reports it; the flag stays taken so that nobody writes again.
                _transport.Abort();
                return;
            }
            Volatile.Write(ref _writingSince, _time.GetTimestamp());
            _ = SendRestAsync(writing);
            return;
        }
    }

    private async Task SendRestAsync(ValueTask writing)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            _transport.Abort();
            return;
        }
        finally
        {
            Volatile.Write(ref _writingSince, 0);
        }
        Drained();
        Send();
    }

    private void Drained()
    {
        if (Volatile.Read(ref _drained) is not null && !_session.IsOutputFull)
            Interlocked.Exchange(ref _drained, null)?.TrySetResult();
        _session.OnOutputDrained();
    }

    private async ValueTask WaitDrainedAsync()
    {
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _drained, drained);
        ((ISessionOutput)this).Flush();
        if (!_session.IsOutputFull)
            drained.TrySetResult();
        await drained.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// The buffer is full: octets of an unfinished PDU move to its front, and a buffer that a single read could fill doubles,
    /// so that a busy session reads in large batches and an idle one costs 4 KiB.
    /// </summary>
    private static void MakeRoom(ref byte[] buffer, ref int start, ref int filled)
    {
        int pending = filled - start;
        byte[] target = buffer;
        if (buffer.Length < LargestReceiveSize)
            target = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(start, pending).CopyTo(target);
        if (target != buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = target;
        }
        start = 0;
        filled = pending;
    }
}
