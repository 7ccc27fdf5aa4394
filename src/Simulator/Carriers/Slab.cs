namespace Simulator.Carriers;

/// <summary>
/// Places for structs that keep their index while they are in use and are used again afterwards: no allocation in the steady
/// state, and a bound. Not thread-safe.
/// </summary>
internal sealed class Slab<T>(int limit) where T : struct
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<Node[]> _chunks = [];
    private int _free = -1;

    public int Count { get; private set; }

    public ref T this[int index] => ref At(index).Value;

    /// <summary>The link to another place; whoever holds the place decides what it means.</summary>
    public ref int Next(int index) => ref At(index).Next;

    /// <summary>Takes a place, or -1 at the limit.</summary>
    public int Take()
    {
        if (Count >= limit)
            return -1;
        if (_free < 0)
            Grow();
        int index = _free;
        _free = At(index).Next;
        Count++;
        return index;
    }

    public void Free(int index)
    {
        ref var node = ref At(index);
        node.Value = default;
        node.Next = _free;
        _free = index;
        Count--;
    }

    private ref Node At(int index) => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    private void Grow()
    {
        int first = _chunks.Count << ChunkBits;
        _chunks.Add(new Node[ChunkSize]);
        for (int i = ChunkSize - 1; i >= 0; i--)
        {
            At(first + i).Next = _free;
            _free = first + i;
        }
    }

    private struct Node
    {
        public T Value;
        public int Next;
    }
}
