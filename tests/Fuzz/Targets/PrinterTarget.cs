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
        bool good = PduPrinter.WriteTree(tree, pdu);
        Hold.That(PduPrinter.WriteJson(_json, pdu) == good);
        Hold.That(!good || IsSound(pdu));
        Hold.That(tree.GetStringBuilder().Length > 0);
        var reader = new Utf8JsonReader(_json.WrittenSpan);
        while (reader.Read())
        {
        }
        Hold.That(_json.WrittenSpan.IndexOf((byte)'\n') < 0);
    }

    /// <summary>What is shown without an error is a PDU of a known command that the decoder reads.</summary>
    private static bool IsSound(ReadOnlySpan<byte> pdu)
    {
        PduHeader header = PduHeader.Read(pdu);
        return header.Length == pdu.Length && Enum.IsDefined(header.Id) && Pdu.TryRead(header, pdu[PduHeader.Size..], out _, out _);
    }
}
