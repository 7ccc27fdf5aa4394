using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Smpp.Protocol;

/// <summary>One JSON object for a PDU.</summary>
internal sealed class PduJson(IBufferWriter<byte> target) : IPduVisitor, IDisposable
{
    private readonly Utf8JsonWriter _json = new(target, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    private bool _inTlvs;
    private int _openInLists;

    public void Header(PduHeader? header)
    {
        _json.WriteStartObject();
        if (header is { } known)
        {
            _json.WriteString("command", known.Id.Name);
            _json.WriteNumber("command_id", (uint)known.Id);
            _json.WriteNumber("command_status", (uint)known.Status);
            _json.WriteString("command_status_name", known.Status.Name);
            _json.WriteNumber("sequence_number", known.Sequence);
        }
        else
        {
            _json.WriteNull("command");
            _json.WriteNull("command_id");
            _json.WriteNull("command_status");
            _json.WriteNull("command_status_name");
            _json.WriteNull("sequence_number");
        }
        _json.WriteStartObject("fields");
    }

    public void Octet(PduField field, int offset, byte value) => _json.WriteNumber(field.Name, value);

    public void Number(PduField field, int offset, uint value) => _json.WriteNumber(field.Name, value);

    public void Text(PduField field, int offset, ReadOnlySpan<byte> value) =>
        _json.WriteString(field.Name, Encoding.Latin1.GetString(value));

    public void Octets(PduField field, int offset, ReadOnlySpan<byte> value) =>
        _json.WriteString(field.Name, Convert.ToHexStringLower(value));

    public void BeginList(PduField field)
    {
        _json.WriteStartArray(field.Name);
        _openInLists++;
    }

    public void BeginItem()
    {
        _json.WriteStartObject();
        _openInLists++;
    }

    public void EndItem()
    {
        _json.WriteEndObject();
        _openInLists--;
    }

    public void EndList()
    {
        _json.WriteEndArray();
        _openInLists--;
    }

    public void Tlv(Tlv tlv, int offset)
    {
        BeginTlvs();
        _json.WriteStartObject();
        _json.WriteNumber("tag", (ushort)tlv.Tag);
        _json.WriteString("name", tlv.Tag.Name);
        _json.WriteString("hex", Convert.ToHexStringLower(tlv.Value));
        _json.WriteEndObject();
    }

    public void End(string? error)
    {
        BeginTlvs();
        _json.WriteEndArray();
        _json.WriteString("error", error);
        _json.WriteEndObject();
    }

    public void Dispose() => _json.Dispose();

    private void BeginTlvs()
    {
        if (_inTlvs)
            return;
        _inTlvs = true;
        while (_openInLists > 0)
        {
            // A fault within a list: its last item is shown as far as it goes.
            if (_openInLists % 2 == 0)
                EndItem();
            else
                EndList();
        }
        _json.WriteEndObject();
        _json.WriteStartArray("tlvs");
    }
}
