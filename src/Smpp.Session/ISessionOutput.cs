namespace Smpp.Session;

/// <summary>The way out of a session: what moves its octets.</summary>
internal interface ISessionOutput
{
    /// <summary>Starts writing what waits, unless a write is under way already, which then takes it along.</summary>
    void Flush();

    /// <summary>
    /// As <see cref="Flush"/>, but not on the caller's thread and not at once: what others are about to send meanwhile goes along.
    /// </summary>
    void FlushSoon() => Flush();

    /// <summary>Ends the connection.</summary>
    void Abort();

    /// <summary>The peer has closed the connection and everything it sent was read, as far as that can be known without reading.</summary>
    bool IsPeerGone => false;

    /// <summary>When the write under way began, or 0.</summary>
    long WritingSince { get; }
}
