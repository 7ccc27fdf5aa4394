using System.Globalization;
using System.Text;

namespace Smpp.Protocol;

/// <summary>A PDU in one line: <c>submit_sm { source_addr = ACME, short_message = "Hello" }</c>.</summary>
internal sealed class PduLine : IPduVisitor
{
    private readonly StringBuilder _line = new();
    private DataCoding _dataCoding;
    private EsmClass _esmClass;

    public static string Of(Pdu pdu)
    {
        byte[] body = pdu.ToOctets();
        var line = new PduLine();
        line._line.Append(pdu.Id.Name).Append(" {");
        var fields = PduFields.ToRead(body, pdu.Id, line, passwordMaximum: CString.NoLimit);
        Pdu blank = pdu is EmptyPdu ? new EmptyPdu(pdu.Id) : PduDecoder.Blank(pdu.Id);
        blank.Exchange(ref fields);
        line.TrimComma();
        return line._line.Append(" }").ToString();
    }

    public void Header(PduHeader? header)
    {
    }

    public void Octet(PduField field, int offset, byte value)
    {
        if (field == PduField.DataCoding)
            _dataCoding = (DataCoding)value;
        if (field == PduField.EsmClass)
            _esmClass = (EsmClass)value;
        if (value == 0 || field is PduField.SmLength or PduField.NumberOfDests or PduField.NoUnsuccess)
            return;
        string meaning = FieldMeaning.Of(field, value);
        Add(field.Name, meaning.Length == 0 ? value.ToString(CultureInfo.InvariantCulture) : meaning);
    }

    public void Number(PduField field, int offset, uint value) =>
        Add(field.Name, field == PduField.ErrorStatusCode ? ((CommandStatus)value).Name : value.ToString(CultureInfo.InvariantCulture));

    public void Text(PduField field, int offset, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
            Add(field.Name, field == PduField.Password ? "***" : PeerText.Shown(Encoding.Latin1.GetString(value)));
    }

    public void Octets(PduField field, int offset, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
            Add(field.Name, field == PduField.ShortMessage ? Readable(value) : Convert.ToHexStringLower(value));
    }

    public void BeginList(PduField field) => _line.Append(' ').Append(field.Name).Append(" = [");

    public void BeginItem() => _line.Append(" {");

    public void EndItem()
    {
        TrimComma();
        _line.Append(" },");
    }

    public void EndList()
    {
        TrimComma();
        _line.Append(" ],");
    }

    public void Tlv(Tlv tlv, int offset) => Add(
        tlv.Tag.Name,
        tlv.Tag == TlvTag.MessagePayload
            ? Readable(tlv.Value)
            : TlvCatalogue.Find(tlv.Tag)?.Describe(tlv.Value) ?? Convert.ToHexStringLower(tlv.Value));

    public void End(string? error)
    {
    }

    private string Readable(ReadOnlySpan<byte> userData) =>
        PeerText.Quoted(MessageText.Decode(_dataCoding, userData, _esmClass.HasUdh));

    private void Add(string name, string value) => _line.Append(' ').Append(name).Append(" = ").Append(value).Append(',');

    private void TrimComma()
    {
        if (_line[^1] == ',')
            _line.Length--;
    }
}
