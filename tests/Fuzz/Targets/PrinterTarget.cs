using System.Buffers;
using System.Text.Json;

namespace Fuzz.Targets;

/// <summary>Any octets as a PDU to show: as a tree, and as JSON, which is well-formed.</summary>
internal sealed class PrinterTarget : IFuzzTarget
{
    private readonly ArrayBufferWriter<byte> _json = new();

    public string Name => "printer";

    public IReadOnlyList<byte[]> Words => PduWords.All;

    public void Run(ReadOnlySpan<byte> input)
    {
        _json.ResetWrittenCount();
        using var tree = new StringWriter();
        ReadOnlySpan<byte> pdu = PduWords.Framed(input);
        PduPrinter.WriteTree(tree, pdu);
        PduPrinter.WriteJson(_json, pdu);
        Hold.That(tree.GetStringBuilder().Length > 0);
        var reader = new Utf8JsonReader(_json.WrittenSpan);
        while (reader.Read())
        {
        }
        Hold.That(_json.WrittenSpan.IndexOf((byte)'\n') < 0);
    }
}
