using System.Globalization;
using System.Text;

namespace Smpp.Protocol;

/// <summary>
/// Lines of offset within the PDU, field and value for people:
/// <code>
/// submit_sm
///      0  command_length           61
///      …
///     56  short_message            48656c6c6f
///     61  user_message_reference   0007  7
/// </code>
/// </summary>
internal sealed class PduTree(TextWriter target) : IPduVisitor
{
    private const int NameWidth = 28;
    private const string Deeper = "  ";

    private string _indent = "";

    public void Header(PduHeader? header)
    {
        if (header is not { } known)
        {
            target.WriteLine("no PDU");
            return;
        }
        target.WriteLine(known.Id.Name);
        Line(0, "command_length", $"{known.Length}");
        Line(4, "command_id", $"0x{(uint)known.Id:x8}");
        Line(8, "command_status", $"0x{(uint)known.Status:x8} {known.Status.Name}: {known.Status.Meaning}");
        Line(12, "sequence_number", $"{known.Sequence}");
    }

    public void Octet(PduField field, int offset, byte value)
    {
        string meaning = FieldMeaning.Of(field, value);
        Line(PduHeader.Size + offset, field.Name, meaning.Length == 0 ? $"{value}" : $"{value} {meaning}");
    }

    public void Number(PduField field, int offset, uint value)
    {
        var status = (CommandStatus)value;
        string text = field == PduField.ErrorStatusCode ? $"0x{value:x8} {status.Name}: {status.Meaning}" : $"{value}";
        Line(PduHeader.Size + offset, field.Name, text);
    }

    public void Text(PduField field, int offset, ReadOnlySpan<byte> value) =>
        Line(PduHeader.Size + offset, field.Name, PeerText.Quoted(Encoding.Latin1.GetString(value)));

    public void Octets(PduField field, int offset, ReadOnlySpan<byte> value) =>
        Line(PduHeader.Size + offset, field.Name, Convert.ToHexStringLower(value));

    public void BeginList(PduField field)
    {
        Note(field.Name, "");
        _indent += Deeper;
    }

    public void BeginItem() => Note("-", "");

    public void EndItem()
    {
    }

    public void EndList() => _indent = _indent[Deeper.Length..];

    public void Tlv(Tlv tlv, int offset)
    {
        string octets = Convert.ToHexStringLower(tlv.Value);
        string? meaning = tlv.Tag == TlvTag.MessagePayload ? null : TlvCatalogue.Find(tlv.Tag)?.Describe(tlv.Value);
        Line(PduHeader.Size + offset, tlv.Tag.Name, meaning is null || meaning == octets ? octets : $"{octets}  {meaning}");
    }

    public void End(string? error)
    {
        _indent = "";
        if (error is not null)
            Note("error", error);
    }

    /// <summary>A line that has no octets of its own.</summary>
    public void Note(string name, string value) => target.WriteLine($"        {_indent}{name.PadRight(NameWidth)} {value}".TrimEnd());

    private void Line(int offset, string name, string value) => target.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{offset,6}  {_indent}{name.PadRight(NameWidth)} {value}").TrimEnd());
}
