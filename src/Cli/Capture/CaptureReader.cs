using System.Buffers.Binary;

namespace Cli.Capture;

// No package of the registry reads both formats without native libpcap, from a pipe, without an object a packet and without
// exceptions over damaged octets; the formats are small.

/// <summary>Reads the packets of a capture, one after the other, from a file or a pipe.</summary>
internal abstract class CaptureReader
{
    /// <summary>The largest packet believed: loopback with large offloads stays below 512 KiB.</summary>
    public const int LargestPacket = 1024 * 1024;

    /// <summary>Why the capture could not be read to its end; null when it could.</summary>
    public string? Fault { get; protected set; }

    /// <summary>The reader for what the input begins with; null when that is no capture.</summary>
    public static CaptureReader? Open(OctetInput input)
    {
        ReadOnlySpan<byte> magic = input.Peek(sizeof(uint));
        if (magic.Length < sizeof(uint))
            return null;
        return BinaryPrimitives.ReadUInt32BigEndian(magic) switch
        {
            PcapReader.Microseconds => new PcapReader(input, bigEndian: true, nanoseconds: false),
            PcapReader.Nanoseconds => new PcapReader(input, bigEndian: true, nanoseconds: true),
            PcapReader.MicrosecondsSwapped => new PcapReader(input, bigEndian: false, nanoseconds: false),
            PcapReader.NanosecondsSwapped => new PcapReader(input, bigEndian: false, nanoseconds: true),
            PcapngReader.SectionHeader => new PcapngReader(input),
            _ => null,
        };
    }

    /// <summary>Reads the next packet.</summary>
    /// <returns>False at the end, and where the capture is damaged: then <see cref="Fault"/> says so.</returns>
    public abstract bool TryRead(out CapturedPacket packet);

    /// <summary>Ends the capture: quietly where a record could begin, with a fault inside one.</summary>
    protected bool End(OctetInput input, string inside)
    {
        if (input.Failure is { } failure)
            Fault = $"it cannot be read beyond octet {input.Position}: {failure}";
        else if (input.Peek(1).Length > 0)
            Fault = $"it is truncated: it ends inside {inside} that begins at octet {input.Position}";
        return false;
    }
}
