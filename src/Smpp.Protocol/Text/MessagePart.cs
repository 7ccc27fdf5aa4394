namespace Smpp.Protocol;

/// <summary>One part of a long message as it was received.</summary>
/// <typeparam name="TTag">What the caller keeps with it.</typeparam>
/// <param name="Number">Its number, from 1.</param>
/// <param name="DataCoding">Its data_coding, which may differ from that of other parts.</param>
/// <param name="HasUdh">A header stands in front of its user data.</param>
/// <param name="UserData">short_message or message_payload, header included; not copied.</param>
/// <param name="Tag">The caller's.</param>
public sealed record MessagePart<TTag>(byte Number, DataCoding DataCoding, bool HasUdh, ReadOnlyMemory<byte> UserData, TTag Tag)
{
    /// <summary>What a part costs besides its octets: itself, and what is commonly kept with it.</summary>
    internal const int OfObjects = 256;

    private readonly int _overhead = OfObjects;

    /// <summary>
    /// Octets that the part counts for in a <see cref="Reassembler{TTag}"/> besides its user data, 0 or more: 256 unless set, and for a
    /// part that was added as a view as many more as its TLVs have, since what is kept with a part is commonly the whole message.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Overhead
    {
        get => _overhead;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _overhead = value;
        }
    }

    /// <summary>The user data without their header.</summary>
    public ReadOnlyMemory<byte> Payload
    {
        get
        {
            if (!HasUdh)
                return UserData;
            UserDataHeader.TryRead(UserData.Span, out _, out ReadOnlySpan<byte> payload);
            return UserData[^payload.Length..];
        }
    }

    internal long Weight => (long)UserData.Length + Overhead;

    internal GsmAlphabet Alphabet => HasUdh && UserDataHeader.TryRead(UserData.Span, out UserDataHeader udh, out _)
        ? GsmAlphabet.Of(udh)
        : GsmAlphabet.Default;
}
