using System.Numerics;

namespace Smpp.Protocol;

/// <summary>What the specification says about one TLV: its type, its lengths and where it may stand.</summary>
public abstract class TlvDefinition
{
    private protected TlvDefinition(TlvTag tag, string name, TlvKind kind, int minimumLength, int maximumLength, TlvScope scope)
    {
        Tag = tag;
        Name = name;
        Kind = kind;
        MinimumLength = minimumLength;
        MaximumLength = maximumLength;
        Scope = scope;
    }

    /// <summary>The tag.</summary>
    public TlvTag Tag { get; }

    /// <summary>The specification's name.</summary>
    public string Name { get; }

    /// <summary>How the value is read.</summary>
    public TlvKind Kind { get; }

    /// <summary>The fewest octets of a value; of a C-Octet string with its NUL.</summary>
    public int MinimumLength { get; }

    /// <summary>The most octets of a value; of a C-Octet string with its NUL.</summary>
    public int MaximumLength { get; }

    /// <summary>True for a TLV that may stand several times in one PDU; of any other the first counts.</summary>
    public bool IsRepeatable { get; internal init; }

    /// <summary>The first version that has it.</summary>
    public InterfaceVersion Since { get; internal init; } = InterfaceVersion.V34;

    /// <summary>The operations it may stand in, in v3.4 or v5.0, by their command_id.</summary>
    public IEnumerable<CommandId> AllowedIn => TlvScopes.Commands(Scope);

    internal TlvScope Scope { get; }

    /// <summary>The lengths between the two bounds that are allowed; null for all of them.</summary>
    internal int[]? OnlyLengths { get; init; }

    /// <summary>Whether it may stand in an operation. One that stands elsewhere is ignored, never refused (v3.4 §3.3).</summary>
    public bool IsAllowedIn(CommandId id) => (Scope & TlvScopes.Of(id)) != 0;

    /// <summary>Whether a value may have so many octets.</summary>
    public bool IsLength(int octets) =>
        octets >= MinimumLength && octets <= MaximumLength && (OnlyLengths is null || OnlyLengths.AsSpan().Contains(octets));

    /// <summary>Whether a value of a right length is one that the specification reserves.</summary>
    public abstract bool IsReserved(ReadOnlySpan<byte> value);

    /// <summary>The value in words, or null when it cannot be read.</summary>
    public abstract string? Describe(ReadOnlySpan<byte> value);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A TLV whose value is a <typeparamref name="T"/>: what reads it and what writes it.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class TlvDefinition<T> : TlvDefinition
{
    internal TlvDefinition(
        TlvTag tag, string name, TlvKind kind, int minimumLength, int maximumLength, TlvScope scope, TlvCodec<T> codec)
        : base(tag, name, kind, minimumLength, maximumLength, scope) => Codec = codec;

    internal TlvCodec<T> Codec { get; }

    /// <summary>Tells values that the specification reserves; null when it reserves none.</summary>
    internal Func<T, bool>? Reserved { get; init; }

    /// <summary>Reads a value; false when its length is none that the TLV can have.</summary>
    public bool TryRead(ReadOnlySpan<byte> octets, out T value)
    {
        bool unterminated = Kind == TlvKind.CString && !octets.EndsWith((byte)0);
        if (IsLength(unterminated ? octets.Length + 1 : octets.Length) && Codec.TryRead(octets, out value))
            return true;
        value = Codec.None;
        return false;
    }

    /// <summary>The octets of a value.</summary>
    /// <exception cref="ArgumentException">The value has more or fewer octets than the TLV may have.</exception>
    public byte[] ToOctets(T value)
    {
        byte[] octets = Codec.Write(value);
        return IsLength(octets.Length) ? octets : throw new ArgumentException(
            $"{Name} holds {MinimumLength} to {MaximumLength} octets; the value has {octets.Length}.", nameof(value));
    }

    /// <inheritdoc/>
    public override bool IsReserved(ReadOnlySpan<byte> value) => Reserved is not null && TryRead(value, out T read) && Reserved(read);

    /// <inheritdoc/>
    public override string? Describe(ReadOnlySpan<byte> value) => TryRead(value, out T read) ? Codec.Describe(read) : null;
}
