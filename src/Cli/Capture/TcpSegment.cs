namespace Cli.Capture;

/// <summary>What a packet has of a TCP connection.</summary>
internal readonly ref struct TcpSegment
{
    public required TcpEndPoint Source { get; init; }

    public required TcpEndPoint Destination { get; init; }

    public required CaptureTime Time { get; init; }

    /// <summary>The number of the first octet of the payload; of a segment with SYN, that of the SYN.</summary>
    public required uint Sequence { get; init; }

    public required bool Syn { get; init; }

    /// <summary>The octets of the stream that were captured: valid until the next packet is read.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>How many more octets the payload had that the capture cut off.</summary>
    public required int Cut { get; init; }
}
