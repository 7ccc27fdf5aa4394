using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// The limits and timers of one session. Immutable; configure with <c>with</c>. No time is longer than <see cref="MaxDuration"/>.
/// </summary>
public sealed record SessionOptions
{
    // Of less, a quarter would hold hardly an answer, and of some octets none: no PDU would be read at all.
    private const int LeastOutput = 1_024;

    /// <summary>The defaults.</summary>
    public static SessionOptions Default { get; } = new();

    /// <summary>The most of any time: 24 days, little less than what timers of the system take.</summary>
    public static TimeSpan MaxDuration { get; } = TimeSpan.FromDays(24);

    /// <summary>Own requests that may be unanswered at once (v3.4 §2.5.2 recommends 10). 1..65,536.</summary>
    public int Window { get; init; } = 10;

    /// <summary>Requests of the peer that may be unanswered at once; further ones get ESME_RTHROTTLED. At least 1.</summary>
    public int InboundWindow { get; init; } = 100;

    /// <summary>The highest version this side speaks.</summary>
    public InterfaceVersion Version { get; init; } = InterfaceVersion.V34;

    /// <summary>
    /// As an ESME: what a message centre counts as that names no version (sc_interface_version) in its answer to a bind. By v3.4 §3.4 it
    /// takes no TLVs, which is <see cref="InterfaceVersion.V33"/>; many leave the version out and take them all the same, which is
    /// <see cref="InterfaceVersion.V34"/>, the default. No other is possible: all of v5.0 name theirs.
    /// </summary>
    public InterfaceVersion UnnamedVersion { get; init; } = InterfaceVersion.V34;

    /// <summary>The greatest command_length accepted once bound, in octets.</summary>
    public int MaxPduLength { get; init; } = PduFramer.DefaultMaxLength;

    /// <summary>
    /// Octets of unsent output above which requests are refused; reading pauses while answers take a quarter of it, or as much as those to
    /// <see cref="InboundWindow"/> requests (32 octets each, 4 KiB at least). At least 1,024.
    /// </summary>
    public int OutputLimit { get; init; } = 256 * 1024;

    /// <summary>Time from connect to a decided bind, a TLS handshake included (session_init_timer, v3.4 §7.2).</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which an enquire_link is sent (enquire_link_timer); zero turns it off.</summary>
    public TimeSpan EnquireLink { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time for which an enquire_link may meet with silence before the session ends, where that is less than <see cref="ResponseTimeout"/>:
    /// it needs no work of the peer's. Zero, the default, sets no limit of its own.
    /// </summary>
    public TimeSpan EnquireLinkTimeout { get; init; }

    /// <summary>
    /// Time without any PDU but enquire_links, and without anything unanswered, after which this side unbinds (inactivity_timer, v3.4
    /// §7.2); zero, the default, turns it off.
    /// </summary>
    public TimeSpan Inactivity { get; init; }

    /// <summary>Time a request waits for its response (response_timer).</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Own requests in a row that the peer may leave without a response in time, though it answers enquire_link, before this side unbinds
    /// in order: what waits for it has another session, or the next, to go to. An answer to any of them, also a late one, begins the count
    /// anew. 0 = any number.
    /// </summary>
    public int MostUnanswered { get; init; } = 10;

    /// <summary>Time in which a begun PDU must be complete.</summary>
    public TimeSpan PartialPduTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time a write may be stalled by a peer that does not read.</summary>
    public TimeSpan StalledWriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time that outstanding responses may take after an unbind.</summary>
    public TimeSpan UnbindTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How strictly the peer's PDUs are read. Null, the default, takes whatever can be understood, but for this: a message centre refuses
    /// submits whose octets do not add up (<see cref="Leniency.TrailingOctets"/>, <see cref="Leniency.OddUcs2"/>,
    /// <see cref="Leniency.BrokenUserDataHeader"/>), since their text may not be what was meant, and requests without the TLVs that they
    /// are about (<see cref="Leniency.MissingTlv"/>); an ESME, whose refusal would lose a message, takes them.
    /// <see cref="DecodeRules.Strict"/> refuses whatever departs from the specification, a TLV that it knows of a wrong length or with a
    /// value that it reserves included. The version in it does not matter: that of the bind is used. What had to be tolerated is counted in
    /// <see cref="SessionCounters.Departures"/>.
    /// </summary>
    public DecodeRules? Rules { get; init; }

    /// <summary>Malformed PDUs in a row after which the session is closed.</summary>
    public int MaxConsecutiveErrors { get; init; } = 20;

    /// <summary>Silence after an enquire_link that ends the session.</summary>
    internal TimeSpan EnquireLimit =>
        EnquireLinkTimeout > TimeSpan.Zero && EnquireLinkTimeout < ResponseTimeout ? EnquireLinkTimeout : ResponseTimeout;

    /// <summary>What is wrong with these options, one sentence for each fault, which names the option; empty when nothing is.</summary>
    public IEnumerable<string> Validate()
    {
        if (Window is < 1 or > 65_536)
            yield return $"Window is {Window}; 1..65,536 are possible.";
        if (InboundWindow < 1)
            yield return $"InboundWindow is {InboundWindow}; it must be at least 1.";
        if (!Enum.IsDefined(Version))
            yield return $"Version is {Version}, which is none.";
        if (UnnamedVersion is not (InterfaceVersion.V33 or InterfaceVersion.V34))
            yield return $"UnnamedVersion is {UnnamedVersion}; {InterfaceVersion.V33} and {InterfaceVersion.V34} are possible.";
        if (MaxPduLength < PduFramer.UnboundMaxLength)
            yield return $"MaxPduLength is {MaxPduLength}; it must be at least {PduFramer.UnboundMaxLength}.";
        if (OutputLimit < LeastOutput)
            yield return $"OutputLimit is {OutputLimit}; it must be at least {LeastOutput}.";
        if (MostUnanswered < 0)
            yield return $"MostUnanswered is {MostUnanswered}; it must not be negative.";
        if (MaxConsecutiveErrors < 1)
            yield return $"MaxConsecutiveErrors is {MaxConsecutiveErrors}; it must be at least 1.";
        var times = DurationFaults(
            (nameof(BindTimeout), BindTimeout, false), (nameof(EnquireLink), EnquireLink, true),
            (nameof(EnquireLinkTimeout), EnquireLinkTimeout, true), (nameof(Inactivity), Inactivity, true),
            (nameof(ResponseTimeout), ResponseTimeout, false), (nameof(PartialPduTimeout), PartialPduTimeout, false),
            (nameof(StalledWriteTimeout), StalledWriteTimeout, false), (nameof(UnbindTimeout), UnbindTimeout, true));
        foreach (var fault in times)
            yield return fault;
    }

    /// <summary>
    /// Which of these durations no timer can wait for: those below zero, of zero unless they may be, and beyond <see cref="MaxDuration"/>.
    /// What the options of clients and servers say of their durations, and those of a <see cref="SmppOptions"/> of one's own can.
    /// </summary>
    /// <param name="durations">Each with the name of its option, and whether it may be zero.</param>
    /// <returns>One sentence for each that is at fault, which names the option.</returns>
    public static IEnumerable<string> DurationFaults(params IEnumerable<(string Name, TimeSpan Value, bool MayBeZero)> durations)
    {
        foreach (var (name, value, mayBeZero) in durations)
        {
            if (value < TimeSpan.Zero || (value == TimeSpan.Zero && !mayBeZero))
                yield return $"{name} is {value}; it must {(mayBeZero ? "not be negative" : "be longer than zero")}.";
            else if (value > MaxDuration)
                yield return $"{name} is {value}; it must be at most {MaxDuration.Days} days.";
        }
    }
}
