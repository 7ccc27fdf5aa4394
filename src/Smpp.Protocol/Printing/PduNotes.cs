using System.Globalization;

namespace Smpp.Protocol;

/// <summary>What the octets of a message mean beyond its fields: its text, its place in a long message, the receipt it is.</summary>
internal static class PduNotes
{
    public static void Write(PduTree tree, ReadOnlySpan<byte> pdu)
    {
        if (PduFramer.TryRead(pdu, int.MaxValue, out PduHeader header, out ReadOnlySpan<byte> body) != FrameResult.Frame)
            return;
        _ = Pdu.TryRead(header, body, out Pdu? read, out _);
        MessageView view = ViewOf(read);
        Text(tree, view.DataCoding, view.EsmClass, view.UserData);
        if (!view.EsmClass.HasUdh && Concatenation.TryRead(view, out Concatenation place))
            tree.Note("part", Describe(place));
        bool reports = view.EsmClass.IsReceipt || view.EsmClass.IsIntermediate;
        if (read is DeliverSm or DataSm && reports && Receipt.TryRead(view, out Receipt receipt))
            Write(tree, receipt);
    }

    /// <summary>What the notes rest on, whichever PDU carries it; an empty message for all that have no user data to show.</summary>
    private static MessageView ViewOf(Pdu? pdu) => pdu switch
    {
        MessagePdu message => new MessageView(message.Id)
        {
            EsmClass = message.EsmClass,
            DataCoding = message.DataCoding,
            ShortMessage = message.ShortMessage.Span,
            TlvBytes = message.Tlvs.Encoded.Span,
        },
        DataSm data => new MessageView(data.Id)
        {
            EsmClass = data.EsmClass,
            DataCoding = data.DataCoding,
            TlvBytes = data.Tlvs.Encoded.Span,
        },
        BroadcastSm broadcast => new MessageView(broadcast.Id)
        {
            DataCoding = broadcast.DataCoding,
            TlvBytes = broadcast.Tlvs.Encoded.Span,
        },
        _ => default,
    };

    private static void Text(PduTree tree, DataCoding dataCoding, EsmClass esmClass, ReadOnlySpan<byte> userData)
    {
        if (userData.IsEmpty)
            return;
        if (esmClass.HasUdh)
            Header(tree, userData);
        tree.Note("text", PeerText.Quoted(MessageText.Decode(dataCoding, userData, esmClass.HasUdh)));
    }

    private static void Header(PduTree tree, ReadOnlySpan<byte> userData)
    {
        if (!UserDataHeader.TryRead(userData, out UserDataHeader udh, out _))
        {
            tree.Note("user data header", "its length reaches beyond the user data");
            return;
        }
        tree.Note("user data header", Convert.ToHexStringLower(userData[..udh.Size]));
        foreach (InformationElement element in udh)
            tree.Note("", element.Describe());
        if (!udh.IsWellFormed)
            tree.Note("", "its last element is cut off");
    }

    private static void Write(PduTree tree, scoped in Receipt receipt)
    {
        tree.Note("receipt", $"of {PeerText.Quoted(CString.Text(receipt.Id))}: {receipt.State.Word}");
        Note(tree, "receipt err", receipt.Error);
        NoteDate(tree, "receipt submit date", receipt.SubmitDate);
        NoteDate(tree, "receipt done date", receipt.DoneDate);
        Note(tree, "receipt text", receipt.Text);
        if (receipt.Disagrees)
            tree.Note("receipt", "its text says another id or state than its TLVs, which win");
    }

    private static void NoteDate(PduTree tree, string name, ReadOnlySpan<byte> date) => Note(
        tree, name, date, ReceiptDates.TryParse(date, out DateTime read) ? read.ToString("s", CultureInfo.InvariantCulture) : "no date");

    private static void Note(PduTree tree, string name, ReadOnlySpan<byte> value, string meaning = "")
    {
        if (!value.IsEmpty)
            tree.Note(name, $"{PeerText.Quoted(CString.Text(value))} {meaning}");
    }

    private static string Describe(Concatenation place) => string.Create(
        CultureInfo.InvariantCulture, $"{place.Number} of {place.Total}, reference {place.Reference} ({(place.Wide ? 16 : 8)} bit)");
}
