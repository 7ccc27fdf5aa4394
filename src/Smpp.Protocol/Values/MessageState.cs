namespace Smpp.Protocol;

/// <summary>message_state (v3.4 §5.2.28, v5.0 §4.7.15). Open: other values survive unchanged.</summary>
public enum MessageState : byte
{
    /// <summary>Scheduled (v5.0 only)</summary>
    Scheduled = 0,
    /// <summary>En route</summary>
    Enroute = 1,
    /// <summary>Delivered; final</summary>
    Delivered = 2,
    /// <summary>Validity period expired; final</summary>
    Expired = 3,
    /// <summary>Deleted; final</summary>
    Deleted = 4,
    /// <summary>Undeliverable; final</summary>
    Undeliverable = 5,
    /// <summary>Accepted: read on the recipient's behalf; final</summary>
    Accepted = 6,
    /// <summary>Unknown; final</summary>
    Unknown = 7,
    /// <summary>Rejected; final</summary>
    Rejected = 8,
    /// <summary>Skipped (v5.0 only); final</summary>
    Skipped = 9,
}

/// <summary>The words of receipts (v3.4 Appendix B) and what a state means.</summary>
public static class MessageStates
{
    extension(MessageState state)
    {
        /// <summary>The seven letters of a receipt's <c>stat:</c>; SCHEDLD where a v3.4 receipt has no word.</summary>
        public string Word => state switch
        {
            MessageState.Scheduled => "SCHEDLD",
            MessageState.Enroute => "ENROUTE",
            MessageState.Delivered => "DELIVRD",
            MessageState.Expired => "EXPIRED",
            MessageState.Deleted => "DELETED",
            MessageState.Undeliverable => "UNDELIV",
            MessageState.Accepted => "ACCEPTD",
            MessageState.Rejected => "REJECTD",
            MessageState.Skipped => "SKIPPED",
            _ => "UNKNOWN",
        };

        /// <summary>The same word as octets.</summary>
        public ReadOnlySpan<byte> WordOctets => state switch
        {
            MessageState.Scheduled => "SCHEDLD"u8,
            MessageState.Enroute => "ENROUTE"u8,
            MessageState.Delivered => "DELIVRD"u8,
            MessageState.Expired => "EXPIRED"u8,
            MessageState.Deleted => "DELETED"u8,
            MessageState.Undeliverable => "UNDELIV"u8,
            MessageState.Accepted => "ACCEPTD"u8,
            MessageState.Rejected => "REJECTD"u8,
            MessageState.Skipped => "SKIPPED"u8,
            _ => "UNKNOWN"u8,
        };

        /// <summary>
        /// No other state can follow (v5.0 §4.7.15); false for values that the specification reserves. Of a receipt ask
        /// <see cref="Receipt.IsFinal"/>.
        /// </summary>
        public bool IsFinal => state is >= MessageState.Delivered and <= MessageState.Skipped;

        /// <summary>
        /// Reads a word in any case, in the longer spellings that message centres use (DELIVERED, UNDELIVERABLE, …) and shortened to no
        /// less than five letters; FAILED, which some write instead, is Undeliverable. A comma, semicolon or full stop behind it is left
        /// out. What only begins alike, such as DELIVERY_FAILED, is no state.
        /// </summary>
        public static bool TryParseWord(ReadOnlySpan<byte> word, out MessageState parsed) => TryParse(word, out parsed);
    }

    private const int MinimumLetters = 5;

    private static bool TryParse(ReadOnlySpan<byte> word, out MessageState state)
    {
        word = word.TrimEnd(",;."u8);
        for (state = MessageState.Scheduled; state <= MessageState.Skipped; state++)
        {
            if (Matches(word, state))
                return true;
        }
        bool hasFailed = System.Text.Ascii.EqualsIgnoreCase(word, "FAILED"u8);
        state = hasFailed ? MessageState.Undeliverable : MessageState.Unknown;
        return hasFailed;
    }

    /// <summary>The whole word or its longer spelling, or the start of either: DELIV, UNDEL, EXPIR, …</summary>
    private static bool Matches(ReadOnlySpan<byte> word, MessageState state) =>
        word.Length >= MinimumLetters
        && System.Text.Ascii.EqualsIgnoreCase(word[..MinimumLetters], state.WordOctets[..MinimumLetters])
        && (IsStart(word, state.WordOctets) || IsStart(word, LongWord(state))
            || state == MessageState.Undeliverable && IsStart(word, "UNDELIVERED"u8));

    private static bool IsStart(ReadOnlySpan<byte> word, ReadOnlySpan<byte> whole) =>
        word.Length <= whole.Length && System.Text.Ascii.EqualsIgnoreCase(word, whole[..word.Length]);

    private static ReadOnlySpan<byte> LongWord(MessageState state) => state switch
    {
        MessageState.Scheduled => "SCHEDULED"u8,
        MessageState.Delivered => "DELIVERED"u8,
        MessageState.Undeliverable => "UNDELIVERABLE"u8,
        MessageState.Accepted => "ACCEPTED"u8,
        MessageState.Rejected => "REJECTED"u8,
        _ => default,
    };
}
