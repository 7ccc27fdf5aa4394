using System.Buffers;
using System.Text.Json.Nodes;

namespace Smpp.Protocol.Tests.Oracle;

/// <summary>What the library and the second description must both say of a PDU; each way asserts it.</summary>
internal static class Agreement
{
    /// <summary>A PDU made by the description: the library reads the same values and writes the same octets.</summary>
    public static void OnValid(Layout layout, Random random)
    {
        (byte[] body, JsonObject fields, JsonArray tlvs) = NaiveWriter.Body(layout, random);
        byte[] octets = NaiveWriter.Pdu(layout.Id, 0, (uint)random.NextInt64(1L << 32), body);

        JsonObject shown = Show(octets);

        Assert.Null((string?)shown["error"]);
        Assert.Equal(layout.Command, (string?)shown["command"]);
        Assert.Equal(fields.ToJsonString(), shown["fields"]!.ToJsonString());
        Assert.Equal(tlvs.ToJsonString(), WithoutNames(shown));
        Assert.Equal(default, Read(octets, out Pdu? pdu));
        Assert.Equal(fields.ToJsonString(), RecordFields.Of(pdu!).ToJsonString());
        Assert.Equal(tlvs.ToJsonString(), RecordFields.TlvsOf(pdu!).ToJsonString());
        Assert.Equal(Convert.ToHexString(octets), Convert.ToHexString(Written(pdu!, octets)));

        Pdu made = new RecordMaker(fields, tlvs).Make((CommandId)layout.Id);
        Assert.Equal(Convert.ToHexString(octets), Convert.ToHexString(Written(made, octets)));
        Assert.Equal(made, pdu);
        Assert.Equal(made.GetHashCode(), pdu!.GetHashCode());
    }

    /// <summary>Any octets in place of a body: the same fault at the same place, or the same values.</summary>
    public static void OnAny(Layout layout, byte[] body)
    {
        byte[] octets = NaiveWriter.Pdu(layout.Id, 0, 1, body);
        NaiveReader expected = NaiveReader.Read(layout, body);

        DecodeError error = Read(octets, out Pdu? pdu);
        JsonObject shown = Show(octets);

        if (expected.Fault is not { } fault)
        {
            Assert.Equal(default, error);
            Assert.Null((string?)shown["error"]);
            if (layout.Fields.Count == 0)
                return;
            Assert.Equal(expected.Fields.ToJsonString(), shown["fields"]!.ToJsonString());
            Assert.Equal(expected.Tlvs.ToJsonString(), WithoutNames(shown));
            // A response without its body is read as one whose fields are all NULL.
            if (body.Length == 0)
                return;
            Assert.Equal(expected.Fields.ToJsonString(), RecordFields.Of(pdu!).ToJsonString());
            Assert.Equal(expected.Tlvs.ToJsonString(), RecordFields.TlvsOf(pdu!).ToJsonString());
            Assert.Equal(Convert.ToHexString(octets), Convert.ToHexString(Written(pdu!, octets)));
            return;
        }
        Assert.Equal(fault.ToString(), new NaiveFault(error.Field.Name, error.Fault.ToString(), error.Offset).ToString());
        Assert.StartsWith($"{fault.Field} at octet {PduHeader.Size + fault.Offset} of the PDU", (string?)shown["error"]);
    }

    /// <summary>A response with an error status needs no body (v5.0 §3.2.1.3): one that cannot be read is none.</summary>
    public static void OnErrorResponse(Layout layout, byte[] body)
    {
        NaiveReader expected = NaiveReader.Read(layout, body);
        byte[] octets = NaiveWriter.Pdu(layout.Id, (uint)CommandStatus.SystemError, 1, body);

        Assert.Equal(default, Read(octets, out Pdu? pdu));
        if (expected.Fault is not null)
        {
            Assert.Equal(new EmptyPdu((CommandId)layout.Id), pdu);
            return;
        }
        if (expected.Fields.Count == 0)
            Assert.IsType<EmptyPdu>(pdu);
        else
            Assert.Equal(expected.Fields.ToJsonString(), RecordFields.Of(pdu!).ToJsonString());
        Assert.Equal(expected.Tlvs.ToJsonString(), RecordFields.TlvsOf(pdu!).ToJsonString());
    }

    private static DecodeError Read(byte[] octets, out Pdu? pdu)
    {
        _ = Pdu.TryRead(PduHeader.Read(octets), octets.AsSpan(PduHeader.Size), out pdu, out DecodeError error);
        return error;
    }

    private static byte[] Written(Pdu pdu, byte[] read) => pdu.ToArray(PduHeader.Read(read).Sequence);

    private static JsonObject Show(byte[] octets)
    {
        var json = new ArrayBufferWriter<byte>();
        PduPrinter.WriteJson(json, octets);
        return JsonNode.Parse(json.WrittenSpan)!.AsObject();
    }

    private static string WithoutNames(JsonObject shown)
    {
        JsonArray tlvs = shown["tlvs"]!.AsArray();
        foreach (JsonNode? tlv in tlvs)
            tlv!.AsObject().Remove("name");
        return tlvs.ToJsonString();
    }
}
