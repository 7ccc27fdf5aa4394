namespace Cli.Capture;

/// <summary>A packet as a capture file holds it.</summary>
/// <param name="time">When it was captured.</param>
/// <param name="link">What it begins with.</param>
/// <param name="octets">The octets captured: valid until the next packet is read.</param>
/// <param name="wireLength">How many octets it had on the wire; more than there are when the capture cut it.</param>
internal readonly ref struct CapturedPacket(CaptureTime time, LinkType link, ReadOnlySpan<byte> octets, long wireLength)
{
    public CaptureTime Time { get; } = time;

    public LinkType Link { get; } = link;

    public ReadOnlySpan<byte> Octets { get; } = octets;

    /// <summary>Never less than there are octets, nor more than a packet can have.</summary>
    public long WireLength { get; } = Math.Max(Math.Min(wireLength, CaptureReader.LargestPacket), octets.Length);
}
