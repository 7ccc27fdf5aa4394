using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>Counts of one session. Written by its own threads without locks: readers may see a value that is a moment old.</summary>
public sealed class SessionCounters
{
    /// <summary>PDUs received.</summary>
    public long PdusIn { get; internal set; }

    /// <summary>PDUs sent.</summary>
    public long PdusOut { get; internal set; }

    /// <summary>Octets received.</summary>
    public long OctetsIn { get; internal set; }

    /// <summary>Octets sent.</summary>
    public long OctetsOut { get; internal set; }

    /// <summary>Responses that matched no request: doubled, invented, or to one that was given up a thousand others ago.</summary>
    public long UnmatchedResponses { get; internal set; }

    /// <summary>Responses that came after their request had been given up.</summary>
    public long LateResponses { get; internal set; }

    /// <summary>PDUs that could not be decoded.</summary>
    public long Malformed { get; internal set; }

    /// <summary>How often the peer departed from the specification in which tolerated way.</summary>
    public LeniencyCounts Departures { get; } = new();

    /// <summary>Requests refused because the peer exceeded its window.</summary>
    public long Throttled { get; internal set; }

    /// <summary>Requests that got no response in time.</summary>
    public long Timeouts { get; internal set; }
}
