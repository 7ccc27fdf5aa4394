using System.Globalization;
using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// Lines of field and value for people:
/// <code>
/// submit_sm
///   command_length           61
///   …
///   short_message            48656c6c6f  "Hello"
///   user_message_reference   0007
/// </code>
/// </summary>
internal sealed class PduTree(TextWriter target) : IPduVisitor
{
    private const int NameWidth = 24;

    private DataCoding _dataCoding;
    private EsmClass _esmClass;

    public void Header(PduHeader? header)
    {
        if (header is not { } known)
        {
            target.WriteLine("no PDU");
            return;
        }
        target.WriteLine(known.Id.Name);
        Line("command_length", $"{known.Length}");
        Line("command_id", $"0x{(uint)known.Id:x8}");
        Line("command_status", $"0x{(uint)known.Status:x8} {known.Status.Name}");
        Line("sequence_number", $"{known.Sequence}");
    }

    public void Number(PduField field, byte value)
    {
        if (field == PduField.DataCoding)
            _dataCoding = (DataCoding)value;
        if (field == PduField.EsmClass)
            _esmClass = (EsmClass)value;
        string meaning = Meaning(field, value);
        Line(field.Name, meaning.Length == 0 ? $"{value}" : $"{value} {meaning}");
    }

    public void Text(PduField field, ReadOnlySpan<byte> value) => Line(field.Name, Quoted(Encoding.Latin1.GetString(value)));

    public void Octets(string name, ReadOnlySpan<byte> value) =>
        Line(name, name == PduField.ShortMessage.Name ? Readable(value) : Convert.ToHexStringLower(value));

    public void Tlv(Tlv tlv) =>
        Line(tlv.Tag.Name, tlv.Tag == TlvTag.MessagePayload ? Readable(tlv.Value) : Convert.ToHexStringLower(tlv.Value));

    public void End(string? error)
    {
        if (error is not null)
            Line("error", error);
    }

    private static string Meaning(PduField field, byte value) => field switch
    {
        PduField.SourceAddrTon or PduField.DestAddrTon or PduField.AddrTon => Named((TypeOfNumber)value),
        PduField.SourceAddrNpi or PduField.DestAddrNpi or PduField.AddrNpi => Named((NumberingPlan)value),
        PduField.InterfaceVersion => ((InterfaceVersion)value).Name,
        PduField.DataCoding => Named((DataCoding)value),
        PduField.EsmClass => EsmClassMeaning((EsmClass)value),
        _ => "",
    };

    private static string EsmClassMeaning(EsmClass value)
    {
        string type = value.Type == default ? "" : Named(value.Type);
        return value.HasUdh ? (type + " " + nameof(EsmClass.UserDataHeader)).Trim() : type;
    }

    private static string Named<T>(T value) where T : struct, Enum => Enum.IsDefined(value) ? value.ToString() : "";

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            if (char.IsControl(character))
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            else
                quoted.Append(character is '"' or '\\' ? "\\" : "").Append(character);
        }
        return quoted.Append('"').ToString();
    }

    private string Readable(ReadOnlySpan<byte> userData)
    {
        if (userData.IsEmpty)
            return "";
        string text = MessageText.Decode(_dataCoding, userData, _esmClass.HasUdh);
        return $"{Convert.ToHexStringLower(userData)}  {Quoted(text)}";
    }

    private void Line(string name, string value) => target.WriteLine($"  {name.PadRight(NameWidth)} {value}".TrimEnd());
}
