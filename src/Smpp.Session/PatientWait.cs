using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Smpp.Session;

/// <summary>
/// A stranger's socket that is waited for. Awaited, goes on with the caller on a patient thread when there is something to read, the peer
/// has closed, or the wait was given up. One caller at a time.
/// </summary>
internal sealed class PatientWait : ICriticalNotifyCompletion
{
    private readonly PatientPoller _poller;
    private readonly Socket _socket;
    private readonly long _number;
    private Action? _next;
    private bool _isKnown;
    private volatile bool _isOver;

    private PatientWait(PatientPoller poller, Socket socket)
    {
        _poller = poller;
        _socket = socket;
        _number = poller.Introduce(this);
    }

    /// <summary>Always false: a turn is waited for, too.</summary>
    public bool IsCompleted => false;

    /// <summary>For a socket that nobody reads from meanwhile; null where the system has no such thing.</summary>
    public static PatientWait? For(Socket socket) => PatientPoller.Shared is { } poller ? new PatientWait(poller, socket) : null;

    public PatientWait GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        bool isKnown = _isKnown;
        _isKnown = true;
        Volatile.Write(ref _next, continuation);
        if (!_poller.TryWatch(_socket.SafeHandle, _number, isKnown) || _isOver)
            GiveUp();
    }

    /// <summary>The peer sends nothing more. Known when a wait is over.</summary>
    public bool PeerHasClosed { get; private set; }

    /// <summary>There is something to read. On the poller's thread.</summary>
    public void Complete(bool peerHasClosed)
    {
        PeerHasClosed = peerHasClosed;
        Interlocked.Exchange(ref _next, null)?.Invoke();
    }

    /// <summary>Waits no more, now or later: the socket is read otherwise, or about to be closed. Whoever waits goes on.</summary>
    public void End()
    {
        _isOver = true;
        _poller.Forget(_socket.SafeHandle, _number);
        GiveUp();
    }

    private void GiveUp()
    {
        if (Interlocked.Exchange(ref _next, null) is { } next)
            PatientThreads.Enqueue(next);
    }
}
