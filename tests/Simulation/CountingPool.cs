using System.Buffers;
using System.Runtime.CompilerServices;

namespace Simulation;

/// <summary>Buffers of one end of a connection: counts those that are out, and spoils those that come back for whoever kept one.</summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    private const byte Spoilt = 0xDD;

    private readonly HashSet<byte[]> _out = new(Identity.Instance);

    /// <summary>Buffers that have not come back.</summary>
    public int Rented => _out.Count;

    public override byte[] Rent(int minimumLength)
    {
        byte[] buffer = Shared.Rent(minimumLength);
        _out.Add(buffer);
        return buffer;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        Rule.Holds(_out.Remove(array), $"a buffer of {array.Length} octets came back twice, or to the wrong pool");
        array.AsSpan().Fill(Spoilt);
        Shared.Return(array);
    }

    private sealed class Identity : IEqualityComparer<byte[]>
    {
        public static readonly Identity Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => ReferenceEquals(x, y);

        public int GetHashCode(byte[] obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
