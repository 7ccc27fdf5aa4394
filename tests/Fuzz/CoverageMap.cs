using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Fuzz;

/// <summary>
/// The 64 KiB in which the instrumented library counts how often each edge between two of its basic blocks was taken. Counts are
/// compared by their order of magnitude, so that a loop's every turn is not news.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Edges taken so far.</summary>
    public int Edges { get; private set; }

    /// <summary>Gives the instrumented library its map, without which it cannot run.</summary>
    public static void Provide() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Size);

    /// <summary>Ends an execution: whether it took an edge, or took one so often, as none before. The counts start again at zero.</summary>
    public bool Take()
    {
        byte* counts = Trace.SharedMem;
        bool news = false;
        for (int at = 0; at < Size; at += Vector<byte>.Count)
        {
            if (*(Vector<byte>*)(counts + at) == Vector<byte>.Zero)
                continue;
            for (int edge = at; edge < at + Vector<byte>.Count; edge++)
                news |= counts[edge] != 0 && IsNew(edge, counts[edge]);
            *(Vector<byte>*)(counts + at) = Vector<byte>.Zero;
        }
        Trace.PrevLocation = 0;
        return news;
    }

    private bool IsNew(int edge, byte count)
    {
        byte magnitude = (byte)(1 << BitOperations.Log2(count));
        if ((_seen[edge] & magnitude) != 0)
            return false;
        if (_seen[edge] == 0)
            Edges++;
        _seen[edge] |= magnitude;
        return true;
    }
}
