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

    internal GsmAlphabet Alphabet => HasUdh && UserDataHeader.TryRead(UserData.Span, out UserDataHeader udh, out _)
        ? GsmAlphabet.Of(udh)
        : GsmAlphabet.Default;
}
