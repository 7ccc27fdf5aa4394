namespace Smpp.Protocol;

/// <summary>A long message of which parts are missing.</summary>
/// <typeparam name="TTag">What the caller keeps with a part.</typeparam>
public sealed class IncompleteMessage<TTag>
{
    private readonly MessagePart<TTag>?[] _parts;

    internal IncompleteMessage(in ReassemblyKey key, long since)
    {
        Key = key;
        Since = since;
        Missing = key.Total;
        _parts = new MessagePart<TTag>?[key.Total];
        ByAge = new LinkedListNode<IncompleteMessage<TTag>>(this);
    }

    /// <summary>The scope that its parts were added in.</summary>
    public ulong Scope => Key.Scope;

    /// <summary>The sender.</summary>
    public Address Source => Key.Source;

    /// <summary>The recipient.</summary>
    public Address Destination => Key.Destination;

    /// <summary>The reference that its parts share.</summary>
    public ushort Reference => Key.Reference;

    /// <summary>Parts altogether.</summary>
    public byte Total => Key.Total;

    /// <summary>Parts that have not come.</summary>
    public int Missing { get; private set; }

    /// <summary>When its first part came, on the caller's scale.</summary>
    public long Since { get; }

    /// <summary>The parts that came, in their order.</summary>
    public IReadOnlyList<MessagePart<TTag>> Parts => [.. _parts.OfType<MessagePart<TTag>>()];

    internal ReassemblyKey Key { get; }

    internal LinkedListNode<IncompleteMessage<TTag>> ByAge { get; }

    internal bool Has(byte number) => _parts[number - 1] is not null;

    internal long WeightOf(byte number) => _parts[number - 1]?.Weight ?? 0;

    internal bool Put(MessagePart<TTag> part)
    {
        ref MessagePart<TTag>? place = ref _parts[part.Number - 1];
        bool isDuplicate = place is not null;
        place = part;
        if (!isDuplicate)
            Missing--;
        return isDuplicate;
    }
}
