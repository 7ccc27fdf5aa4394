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
        if (udh.TryGetConcatenation(out Concatenation place))
            tree.Note("part", Describe(place));
    }

    private static void Write(PduTree tree, scoped in Receipt receipt)
    {
        tree.Note("receipt", $"of {FieldMeaning.Quoted(CString.Text(receipt.Id))}: {receipt.State.Word}");
        if (!receipt.Error.IsEmpty)
            tree.Note("receipt err", CString.Text(receipt.Error));
        if (!receipt.DoneDate.IsEmpty)
            tree.Note("receipt done date", CString.Text(receipt.DoneDate));
    }

    private static string Describe(Concatenation place) => string.Create(
        CultureInfo.InvariantCulture, $"{place.Number} of {place.Total}, reference {place.Reference} ({(place.Wide ? 16 : 8)} bit)");
}
