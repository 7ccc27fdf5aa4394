using System.Globalization;

namespace Smpp.Protocol;

/// <summary>What the octets of a message mean beyond its fields: its text, its place in a long message, the receipt it is.</summary>
internal static class PduNotes
{
    public static void Write(PduTree tree, ReadOnlySpan<byte> pdu)
    {
        if (PduFramer.TryRead(pdu, int.MaxValue, out PduHeader header, out ReadOnlySpan<byte> body) != FrameResult.Frame)
            return;
        if (header.Id is not (CommandId.SubmitSm or CommandId.DeliverSm or CommandId.DataSm)
            || !MessageView.TryRead(header.Id, body, out MessageView view, out _))
        {
            if (Pdu.TryRead(header, body, out Pdu? any, out _) && any is SubmitMulti multi)
                Text(tree, multi.DataCoding, multi.EsmClass, multi.UserData);
            return;
        }
        Text(tree, view.DataCoding, view.EsmClass, view.UserData);
        if (!view.EsmClass.HasUdh && Concatenation.TryRead(view, out Concatenation place))
            tree.Note("part", Describe(place));
        bool reports = view.EsmClass.IsReceipt || view.EsmClass.IsIntermediate;
        if (header.Id != CommandId.SubmitSm && reports && Receipt.TryRead(view, out Receipt receipt))
            Write(tree, receipt);
    }

    private static void Text(PduTree tree, DataCoding dataCoding, EsmClass esmClass, ReadOnlySpan<byte> userData)
    {
        if (userData.IsEmpty)
            return;
        if (esmClass.HasUdh)
            Header(tree, userData);
        tree.Note("text", FieldMeaning.Quoted(MessageText.Decode(dataCoding, userData, esmClass.HasUdh)));
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
        tree.Note("receipt", $"of {FieldMeaning.Quoted(CString.Text(receipt.Id))}: {receipt.State.Word}");
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
            tree.Note(name, $"{FieldMeaning.Quoted(CString.Text(value))} {meaning}");
    }

    private static string Describe(Concatenation place) => string.Create(
        CultureInfo.InvariantCulture, $"{place.Number} of {place.Total}, reference {place.Reference} ({(place.Wide ? 16 : 8)} bit)");
}
