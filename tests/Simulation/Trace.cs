using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Smpp.Protocol;

namespace Simulation;

/// <summary>What happens in a world.</summary>
internal enum Deed : byte
{
    Opened,
    Wrote,
    Received,
    Sent,
    Refused,
    Awaits,
    GaveUp,
    Answered,
    Lost,
    Seen,
    Alerts,
    Unbinds,
    Closes,
    Cut,
    VanishesFrom,
    Ended,
}

/// <summary>Everything that happens in a world, folded into one number and, for whoever reads, written as lines.</summary>
internal sealed class Trace(TextWriter? text)
{
    private ulong _hash = 0xCBF29CE484222325;

    /// <summary>The same for two runs in which the same happened at the same moments: in every process.</summary>
    public ulong Hash => _hash;

    public void Fold(long value) => _hash = BitOperations.RotateLeft((_hash ^ (ulong)value) * 0x9E3779B97F4A7C15, 29);

    /// <summary>Something happened at one end of one connection.</summary>
    public void Add(long now, int end, Deed deed, long detail)
    {
        Fold(((long)end << 8) | (byte)deed);
        Fold(detail);
        if (text is not null)
            Line(now, end, deed, string.Create(CultureInfo.InvariantCulture, $"{detail}"));
    }

    /// <summary>Octets left or reached one end of one connection.</summary>
    public void Add(long now, int end, Deed deed, ReadOnlySpan<byte> octets)
    {
        Fold(((long)end << 8) | (byte)deed);
        Fold(octets.Length);
        foreach (ulong eight in MemoryMarshal.Cast<byte, ulong>(octets))
            Fold((long)(BitConverter.IsLittleEndian ? eight : BinaryPrimitives.ReverseEndianness(eight)));
        foreach (byte octet in octets[(octets.Length & ~7)..])
            Fold(octet);
        if (text is not null)
            Print(now, end, deed, octets);
    }

    private void Print(long now, int end, Deed deed, ReadOnlySpan<byte> octets)
    {
        if (deed != Deed.Wrote)
        {
            Line(now, end, deed, $"{octets.Length} octets");
            return;
        }
        while (octets.Length >= PduHeader.Size)
        {
            var header = PduHeader.Read(octets);
            Line(now, end, deed, $"{header.Id.Name} #{header.Sequence} {header.Status.Name}, {header.Length} octets");
            octets = header.Length < (uint)octets.Length ? octets[(int)header.Length..] : default;
        }
    }

    private void Line(long now, int end, Deed deed, string detail) =>
        text!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{now / (double)TimeSpan.TicksPerSecond,12:0.0000000} {end / 2} {((end & 1) == 0 ? "ESME  " : "centre")} {deed} {detail}"));
}
