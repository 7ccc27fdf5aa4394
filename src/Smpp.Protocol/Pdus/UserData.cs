namespace Smpp.Protocol;

internal static class UserData
{
    /// <summary>Refuses what sm_length cannot count.</summary>
    public static ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> value) => value.Length <= FieldLimits.ShortMessage
        ? value
        : throw new ArgumentException(
            $"short_message holds at most {FieldLimits.ShortMessage} octets, not {value.Length}: use a message_payload TLV.",
            nameof(value));
}
