using System.Net;
using Smpp.Session;

namespace Smpp.Testing;

/// <summary>
/// A connection in memory: two ends, each the <see cref="Transport"/> of a session or of a <see cref="ScriptedPeer"/>. It can be made
/// slow, cut PDUs to pieces, and break. Thread-safe.
/// </summary>
public sealed class MemoryLink
{
    private readonly MemoryDirection _there;
    private readonly MemoryDirection _back;

    /// <summary>Makes a connected pair.</summary>
    /// <param name="time">The clock of <see cref="Delay"/>; null for the system's. A fake one makes delays exact.</param>
    /// <param name="room">Octets that each direction holds before writes wait for the other end to read; at least 1.</param>
    /// <param name="endPoint">What both ends say of their peer; null when it has no address.</param>
    public MemoryLink(TimeProvider? time = null, int room = 1024 * 1024, EndPoint? endPoint = null)
    {
        time ??= TimeProvider.System;
        _there = new MemoryDirection(this, time, room);
        _back = new MemoryDirection(this, time, room);
        First = new MemoryTransport(_back, _there, endPoint);
        Second = new MemoryTransport(_there, _back, endPoint);
    }

    /// <summary>One end.</summary>
    public Transport First { get; }

    /// <summary>The other.</summary>
    public Transport Second { get; }

    /// <summary>Time that octets written from now on take to the other end.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Octets that one read gives at most, at least 1: 1 brings every PDU octet by octet.</summary>
    public int ReadAtMost { get; set; } = int.MaxValue;

    /// <summary>True once the link is cut.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Breaks the connection as a reset does: reads and writes of both ends fail, what is under way is gone. Idempotent.</summary>
    public void Cut()
    {
        IsCut = true;
        _there.Cut();
        _back.Cut();
    }
}
