namespace Fuzz.Targets;

/// <summary>
/// A bound (one octet: a multiple of 64), then a stream. A PDU is a slice of it, behind its header, and it is the same PDU however few
/// octets of the stream are there yet.
/// </summary>
internal sealed class FramerTarget : IFuzzTarget
{
    private const int BoundUnit = 64;
    private const int EveryPrefix = 40;

    public string Name => "framer";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0, 0, 0, 16], [0, 0, 0, 15], [0, 0, 0, 17], [0, 0, 0, 32, 0, 0, 0, 4], [0, 2, 0, 0], [0, 2, 0, 1], [0x80, 0, 0, 0],
        [0, 0, 0x3F, 0xC0],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return;
        int bound = input[0] * BoundUnit;
        ReadOnlySpan<byte> stream = input[1..];
        Span<byte> written = stackalloc byte[PduHeader.Size];
        while (PduFramer.TryRead(stream, bound, out PduHeader header, out ReadOnlySpan<byte> body) == FrameResult.Frame)
        {
            Hold.That(header.Length >= PduHeader.Size && header.Length <= bound);
            Hold.That(body.Length == header.Length - PduHeader.Size);
            Hold.Inside(body, stream);
            header.Write(written);
            Hold.Same(stream[..PduHeader.Size], written);
            Hold.That(body.IsEmpty || stream.Overlaps(body, out int offset) && offset == PduHeader.Size);
            Prefixes(stream, bound, (int)header.Length);
            stream = stream[(int)header.Length..];
        }
        Prefixes(stream, bound, stream.Length + 1);
    }

    /// <summary>
    /// A part of what makes a PDU is incomplete or, once its length can be read and is bad, bad: and stays so whatever follows.
    /// </summary>
    private static void Prefixes(ReadOnlySpan<byte> stream, int bound, int whole)
    {
        bool bad = false;
        for (int length = 0; length < whole && length <= stream.Length; length += length < EveryPrefix ? 1 : 1 + whole / 4)
        {
            FrameResult result = PduFramer.TryRead(stream[..length], bound, out _, out ReadOnlySpan<byte> body);
            Hold.That(result != FrameResult.Frame && body.IsEmpty);
            Hold.That(!bad || result == FrameResult.BadLength);
            bad = result == FrameResult.BadLength;
        }
    }
}
