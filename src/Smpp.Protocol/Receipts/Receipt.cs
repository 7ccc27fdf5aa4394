using System.Buffers.Text;

namespace Smpp.Protocol;

/// <summary>
/// A delivery receipt (v3.4 Appendix B, v5.0 §4.3.5): what TLVs and text of a deliver_sm say about a message. The spans are slices
/// of the received octets and live as long as they do. Reading is tolerant, never throws, and allocates only where a message centre
/// wrote the text in UCS-2, which is first narrowed.
/// </summary>
public ref struct Receipt
{
    /// <summary>The most octets of a message's text that a receipt repeats.</summary>
    public const int MaxQuote = 20;

    /// <summary>The most octets of <c>err:</c> that <see cref="WriteText"/> writes.</summary>
    public const int MaxError = 16;

    /// <summary>The most octets that <see cref="WriteText"/> writes.</summary>
    public const int MaxTextLength = 3 + ReceiptIds.MaxLength + 8 + 10 + 23 + 21 + 13 + 5 + MaxError + 6 + MaxQuote;

    private const int DateLength = 10;
    private const int NetworkErrorLength = 3;
    private const byte GsmEscape = 0x1B;

    /// <summary>The id, TLV receipted_message_id first, else <c>id:</c>; as received, see <see cref="ReceiptIds"/>.</summary>
    public ReadOnlySpan<byte> Id { get; private set; }

    /// <summary>The state, TLV message_state first, else <c>stat:</c>; Unknown when neither can be read.</summary>
    public MessageState State { get; private set; }

    /// <summary>Whether <see cref="State"/> was said rather than assumed.</summary>
    public bool HasState { get; private set; }

    /// <summary>
    /// The state was said and ends the message: no receipt for it follows. Not so Accepted, which message centres say early of what they
    /// deliver later, nor a state of the message centre's own.
    /// </summary>
    /// <remarks>Of an intermediate notification, which only esm_class tells, it says nothing.</remarks>
    public readonly bool IsFinal => HasState && IsEnd(State);

    /// <summary><c>err:</c> as received: any number of octets, not always digits.</summary>
    public ReadOnlySpan<byte> Error { get; private set; }

    /// <summary>TLV network_error_code: network type (1) and code (2); empty when absent.</summary>
    public ReadOnlySpan<byte> NetworkError { get; private set; }

    /// <summary><c>submit date:</c> as received, commonly YYMMDDhhmm, also with seconds or a four-digit year.</summary>
    public ReadOnlySpan<byte> SubmitDate { get; private set; }

    /// <summary><c>done date:</c> as received.</summary>
    public ReadOnlySpan<byte> DoneDate { get; private set; }

    /// <summary><c>text:</c> as received.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary><c>sub:</c>, messages submitted; null when absent or not a number.</summary>
    public int? Sub { get; private set; }

    /// <summary><c>dlvrd:</c>, messages delivered; null when absent or not a number.</summary>
    public int? Dlvrd { get; private set; }

    /// <summary>The text says another id or state than the TLVs, which win.</summary>
    public bool Disagrees { get; private set; }

    /// <summary>
    /// Reads a deliver_sm that esm_class says is a receipt or an intermediate notification; esm_class itself is not looked at.
    /// </summary>
    /// <returns>Whether there is an id to match.</returns>
    public static bool TryRead(scoped in MessageView deliver, out Receipt receipt)
    {
        ReadOnlySpan<byte> text = deliver.UserData;
        if (deliver.EsmClass.HasUdh)
            UserDataHeader.TryRead(text, out _, out text);
        _ = TryParse(text, out receipt);
        if (!deliver.TlvBytes.IsEmpty)
            receipt.Apply(deliver.Tlvs);
        return !receipt.Id.IsEmpty;
    }

    /// <summary>Reads a receipt's text alone.</summary>
    /// <returns>Whether there is an id to match.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out Receipt receipt)
    {
        receipt = new Receipt { State = MessageState.Unknown };
        var tokens = new ReceiptTokens(WideText.IsWide(text) ? WideText.Narrow(text) : text);
        while (tokens.MoveNext())
            receipt.Take(tokens.Key, tokens.Value);
        return !receipt.Id.IsEmpty;
    }

    /// <summary>
    /// Writes the text of a receipt exactly as Appendix B has it:
    /// <c>id:… sub:001 dlvrd:001 submit date:YYMMDDhhmm done date:YYMMDDhhmm stat:DELIVRD err:000 text:…</c>
    /// </summary>
    /// <param name="target">Room for <see cref="MaxTextLength"/> octets.</param>
    /// <param name="id">The id that the customer got, at most 64 octets.</param>
    /// <param name="sub">Messages submitted, shown as at most 999.</param>
    /// <param name="dlvrd">Messages delivered, shown as at most 999.</param>
    /// <param name="submitted">When it was submitted; shown in its own offset from UTC.</param>
    /// <param name="done">When it reached its state; shown in its own offset from UTC.</param>
    /// <param name="state">The state.</param>
    /// <param name="error">Commonly three digits; only the first 16 octets are written.</param>
    /// <param name="text">
    /// The message's text or nothing; only the first 20 octets are written, 19 where the last would be the first half of a GSM escape pair.
    /// Of UTF-16 or UTF-8, which nothing tells from it, whole characters are the caller's to give.
    /// </param>
    /// <returns>Octets written.</returns>
    /// <exception cref="ArgumentException">The id is too long, or the target too short.</exception>
    public static int WriteText(Span<byte> target, ReadOnlySpan<byte> id, int sub, int dlvrd, DateTimeOffset submitted,
        DateTimeOffset done, MessageState state, ReadOnlySpan<byte> error, ReadOnlySpan<byte> text)
    {
        if (id.Length > ReceiptIds.MaxLength)
            throw new ArgumentException($"A message_id has at most {ReceiptIds.MaxLength} octets; this one has {id.Length}.", nameof(id));
        int at = 0;
        Put(target, ref at, "id:"u8, id);
        PutCount(target, ref at, " sub:"u8, sub);
        PutCount(target, ref at, " dlvrd:"u8, dlvrd);
        PutDate(target, ref at, " submit date:"u8, submitted);
        PutDate(target, ref at, " done date:"u8, done);
        Put(target, ref at, " stat:"u8, state.WordOctets);
        Put(target, ref at, " err:"u8, error.Length > MaxError ? error[..MaxError] : error);
        Put(target, ref at, " text:"u8, Quote(text));
        return at;
    }

    /// <summary>The state ends a message when a receipt says it.</summary>
    internal static bool IsEnd(MessageState state) => state.IsFinal && state != MessageState.Accepted;

    private void Take(ReceiptKey key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case ReceiptKey.Id:
                Id = value;
                break;
            case ReceiptKey.Stat:
                HasState = MessageState.TryParseWord(value, out MessageState state);
                State = state;
                break;
            case ReceiptKey.Error:
                Error = value;
                break;
            case ReceiptKey.SubmitDate:
                SubmitDate = value;
                break;
            case ReceiptKey.DoneDate:
                DoneDate = value;
                break;
            case ReceiptKey.Sub:
                Sub = Number(value);
                break;
            case ReceiptKey.Dlvrd:
                Dlvrd = Number(value);
                break;
            default:
                Text = value;
                break;
        }
    }

    private void Apply(TlvReader tlvs)
    {
        if (tlvs.TryGetCString(TlvTag.ReceiptedMessageId, out ReadOnlySpan<byte> id) && !id.IsEmpty)
        {
            Disagrees |= !Id.IsEmpty && !Id.SequenceEqual(id);
            Id = id;
        }
        if (tlvs.TryGetByte(TlvTag.MessageState, out byte state))
        {
            Disagrees |= HasState && State != (MessageState)state;
            State = (MessageState)state;
            HasState = true;
        }
        if (tlvs.TryGet(TlvTag.NetworkErrorCode, out ReadOnlySpan<byte> error) && error.Length == NetworkErrorLength)
            NetworkError = error;
    }

    private static int? Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out int number, out int consumed) && consumed == value.Length ? number : null;

    /// <summary>The start of the text, without the first half of a GSM escape pair at its end.</summary>
    private static ReadOnlySpan<byte> Quote(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxQuote)
            return text;
        ReadOnlySpan<byte> quote = text[..MaxQuote];
        return quote[^1] == GsmEscape ? quote[..^1] : quote;
    }

    private static void Put(Span<byte> target, ref int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        name.CopyTo(target[at..]);
        value.CopyTo(target[(at + name.Length)..]);
        at += name.Length + value.Length;
    }

    private static void PutCount(Span<byte> target, ref int at, ReadOnlySpan<byte> name, int count)
    {
        count = Math.Clamp(count, 0, 999);
        Put(target, ref at, name, [(byte)('0' + count / 100), (byte)('0' + count / 10 % 10), (byte)('0' + count % 10)]);
    }

    private static void PutDate(Span<byte> target, ref int at, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> date = stackalloc byte[DateLength];
        Two(date, 0, time.Year % 100);
        Two(date, 2, time.Month);
        Two(date, 4, time.Day);
        Two(date, 6, time.Hour);
        Two(date, 8, time.Minute);
        Put(target, ref at, name, date);
    }

    private static void Two(Span<byte> date, int index, int value)
    {
        date[index] = (byte)('0' + value / 10);
        date[index + 1] = (byte)('0' + value % 10);
    }
}
