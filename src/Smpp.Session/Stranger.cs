using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// A connection whose peer has not sent a whole PDU yet. Until it has, the kernel keeps its octets and nothing is spent on a session: who
/// connects and goes, sends a bind octet by octet, or speaks another protocol costs a socket and a place in the patient threads' poller.
/// Only on Linux.
/// </summary>
public sealed partial class Stranger
{
    // SO_RCVLOWAT.
    private const int SocketLevel = 1;
    private const int ReceiveLowWatermark = 18;

    // MSG_PEEK, MSG_DONTWAIT and MSG_NOSIGNAL.
    private const int Peek = 0x2;
    private const int AtOnce = 0x40;
    private const int NoSignal = 0x4000;

    private const int ShutdownSend = 1;
    private const int TryAgain = 11;
    private const int MostReadsToDiscard = 16;

    private readonly Socket _socket;
    private readonly Heartbeat _heartbeat;
    private readonly PatientWait _wait;
    private long _deadline;
    private SessionEndReason _givenUpFor;
    private int _decided;

    /// <summary>Takes ownership of a socket, accepted by a listener that was prepared with <see cref="Prepare"/>.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="opened">The clock's timestamp of the connection.</param>
    /// <param name="bindTimeout">How long it has for its first PDU since then.</param>
    /// <param name="heartbeat">The clock.</param>
    /// <exception cref="PlatformNotSupportedException">There can be none here: see <see cref="AreSupported"/>.</exception>
    public Stranger(Socket socket, long opened, TimeSpan bindTimeout, Heartbeat heartbeat)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(heartbeat);
        _socket = socket;
        _heartbeat = heartbeat;
        _deadline = heartbeat.After(opened, bindTimeout);
        _wait = PatientWait.For(socket) ?? throw new PlatformNotSupportedException();
    }

    /// <summary>True where there can be any.</summary>
    public static bool AreSupported => PatientPoller.Shared is not null;

    /// <summary>
    /// Has the sockets that <paramref name="listener"/> accepts wake whoever waits at a whole command_length, which they inherit at no cost
    /// for each.
    /// </summary>
    /// <param name="listener">A socket that listens, or will, with Nagle's delay off.</param>
    public static void Prepare(Socket listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        WakeAt(listener, sizeof(uint));
    }

    /// <summary>Has an accepted socket be readable from its first octet on, for whoever reads it otherwise than as a stranger's.</summary>
    public static void WakeAtFirstOctet(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        WakeAt(socket, 1);
    }

    /// <summary>
    /// Waits until the first PDU has come as a whole, at most for the bind timer; one whose command_length is bad is answered with
    /// generic_nack (v3.4 §4.3). Goes on with the caller on a patient thread, where it must not block. To be called once.
    /// </summary>
    /// <returns>Null when it has come: see <see cref="Enter"/>. Otherwise how the connection ended, of which nothing is left.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SessionEnd?> FirstPduAsync()
    {
        while (true)
        {
            await _wait;
            var (isWhole, end) = Look();
            if (isWhole && TryDecide())
                return null;
            if (end is { Reason: SessionEndReason.BadLength })
            {
                while (!_wait.PeerHasClosed && Volatile.Read(ref _decided) == 0 && TryDiscard())
                    await _wait;
            }
            else if (Volatile.Read(ref _decided) != 0)
            {
                end = new SessionEnd(_givenUpFor);
            }
            if (end is null)
                continue;
            _wait.End();
            _socket.Dispose();
            SessionTelemetry.OnEnded(SessionRole.MessageCentre, end.Value.Reason);
            return end;
        }
    }

    /// <summary>The transport of the session that is to begin with the first PDU.</summary>
    /// <param name="remote">The peer's address.</param>
    public SocketTransport Enter(EndPoint remote)
    {
        WakeAt(_socket, 1);
        return new SocketTransport(_socket, remote, _wait);
    }

    /// <summary>To be called a few times a second: gives up whoever has had its time at <paramref name="now"/>.</summary>
    public void OnTime(long now)
    {
        if (now >= Volatile.Read(ref _deadline))
            GiveUp(SessionEndReason.BindTimeout);
    }

    /// <summary>Ends the connection, unless its first PDU has come. Any thread.</summary>
    public void GiveUp(SessionEndReason reason)
    {
        _givenUpFor = reason;
        if (TryDecide())
            _wait.End();
    }

    /// <summary>Its first PDU has come, or it is given up: whichever is first.</summary>
    private bool TryDecide() => Interlocked.Exchange(ref _decided, 1) == 0;

    /// <summary>Looks at what has come, and sees to it that it is woken when that is the whole PDU, should it not be.</summary>
    private (bool IsWhole, SessionEnd? End) Look()
    {
        Span<byte> octets = stackalloc byte[PduFramer.UnboundMaxLength];
        int read = (int)Receive(_socket.SafeHandle, octets, octets.Length, Peek | AtOnce);
        if (read < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            return error == TryAgain
                ? default
                : (false, new SessionEnd(SessionEndReason.ConnectionLost, Marshal.GetPInvokeErrorMessage(error)));
        }
        octets = octets[..read];
        switch (PduFramer.TryRead(octets, PduFramer.UnboundMaxLength, out var header, out _))
        {
            case FrameResult.Frame:
                return (true, null);
            case FrameResult.BadLength:
                Refuse(header);
                return (false, new SessionEnd(SessionEndReason.BadLength, AlienProtocol.Describe(octets)));
        }
        if (read == 0 || _wait.PeerHasClosed)
            return (false, new SessionEnd(SessionEndReason.ClosedByPeer));
        if (read >= sizeof(uint))
            WakeAt(_socket, (int)BinaryPrimitives.ReadUInt32BigEndian(octets));
        return (false, null);
    }

    /// <summary>Says that the length is no good, and gives the peer a moment to close the connection.</summary>
    private void Refuse(in PduHeader header)
    {
        Volatile.Write(ref _deadline, _heartbeat.DeadlineIn(SmppSession.Linger));
        // What is left unread when a socket is closed makes that a reset, which may overtake the nack.
        TryDiscard();
        Span<byte> nack = stackalloc byte[PduHeader.Size];
        uint sequence = SmppSession.NackSequence(header);
        new PduHeader(PduHeader.Size, CommandId.GenericNack, CommandStatus.InvalidCommandLength, sequence).Write(nack);
        _ = Send(_socket.SafeHandle, nack, nack.Length, AtOnce | NoSignal);
        _ = Shutdown(_socket.SafeHandle, ShutdownSend);
    }

    /// <summary>Reads what has come for nothing; false at the end of the stream.</summary>
    private bool TryDiscard()
    {
        Span<byte> octets = stackalloc byte[4096];
        for (int i = 0; i < MostReadsToDiscard; i++)
        {
            nint read = Receive(_socket.SafeHandle, octets, octets.Length, AtOnce);
            if (read < 0)
                return Marshal.GetLastPInvokeError() == TryAgain;
            if (read == 0)
                return false;
        }
        return true;
    }

    private static void WakeAt(Socket socket, int octets)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(value, octets);
        socket.SetRawSocketOption(SocketLevel, ReceiveLowWatermark, value);
    }

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeSocketHandle socket, Span<byte> octets, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeSocketHandle socket, ReadOnlySpan<byte> octets, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int Shutdown(SafeSocketHandle socket, int direction);
}
