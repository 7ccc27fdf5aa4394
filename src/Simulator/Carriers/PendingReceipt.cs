using System.Runtime.CompilerServices;
using Smpp.Protocol;

namespace Simulator.Carriers;

/// <summary>A receipt that a carrier owes.</summary>
internal struct PendingReceipt
{
    public ReceiptOutbox Outbox;
    public long Number;
    public long SubmittedAt;
    public Address Source;
    public Address Destination;
    public MessageState State;
    public byte QuoteLength;
    public Quotation Quote;

    /// <summary>Keeps the start of a text in the default alphabet, which the receipt repeats.</summary>
    public void Keep(scoped in MessageView message)
    {
        if (message.DataCoding is not (DataCoding.Default or DataCoding.Ia5 or DataCoding.Latin1))
            return;
        var text = message.UserData;
        if (message.EsmClass.HasUdh)
            UserDataHeader.TryRead(text, out _, out text);
        text = text.Length > Receipt.MaxQuote ? text[..Receipt.MaxQuote] : text;
        text.CopyTo(Quote);
        QuoteLength = (byte)text.Length;
    }

    [InlineArray(Receipt.MaxQuote)]
    internal struct Quotation
    {
        private byte _element;
    }
}
