namespace Smpp.Session;

/// <summary>Why a session ended; a log field and a metric tag.</summary>
public enum SessionEndReason : byte
{
    /// <summary>Unbound by either side, in order.</summary>
    Unbound,
    /// <summary>The peer closed the connection without unbind.</summary>
    ClosedByPeer,
    /// <summary>The connection failed.</summary>
    ConnectionLost,
    /// <summary>This side closed it.</summary>
    ClosedLocally,
    /// <summary>The bind was refused.</summary>
    BindRefused,
    /// <summary>No bind came within the session init timer (v3.4 §7.2).</summary>
    BindTimeout,
    /// <summary>enquire_link was not answered in time.</summary>
    EnquireLinkTimeout,
    /// <summary>command_length was below 16 or above the bound.</summary>
    BadLength,
    /// <summary>A PDU was begun and not completed in time.</summary>
    PartialPdu,
    /// <summary>Too many malformed PDUs in a row.</summary>
    TooManyErrors,
    /// <summary>The peer did not read what was sent to it.</summary>
    SlowPeer,
    /// <summary>Unbound by this side: nothing but enquire_links for the time of the inactivity timer (v3.4 §7.2).</summary>
    Inactive,
    /// <summary>Unbound by this side: the peer has left too many requests in a row unanswered.</summary>
    Unanswered,
    /// <summary>An unexpected exception in this process.</summary>
    Fault,
}

/// <summary>How a session ended. Ends are values; running a session does not throw.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Detail">More for a log line, or null.</param>
public readonly record struct SessionEnd(SessionEndReason Reason, string? Detail = null)
{
    /// <inheritdoc/>
    public override string ToString() => Detail is null ? Reason.ToString() : $"{Reason}: {Detail}";
}
