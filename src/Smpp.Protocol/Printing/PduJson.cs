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

    public void Number(PduField field, byte value) => _json.WriteNumber(field.Name, value);

    public void Text(PduField field, ReadOnlySpan<byte> value) => _json.WriteString(field.Name, Encoding.Latin1.GetString(value));

    public void Octets(string name, ReadOnlySpan<byte> value) => _json.WriteString(name, Convert.ToHexStringLower(value));

    public void Tlv(Tlv tlv)
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
        _json.WriteEndObject();
        _json.WriteStartArray("tlvs");
    }
}
