using System.Text.Json;
using Cli.Capture;
using Shared;

namespace Cli.Tests.Capture;

/// <summary>What <c>smpp decode</c> says of a file, without the process around it.</summary>
internal sealed record Listed(int Result, string Output, string Errors)
{
    public const string EnquireLink = "00000010000000150000000000000001";

    public string[] Lines => Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public JsonElement[] Objects => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    public string[] Commands => [.. Objects.Select(pdu => pdu.GetProperty("command").GetString()!)];

    public static Listed Of(byte[] file, bool json = true, bool base64 = false, params ushort[] ports)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        var listing = new PduListing(output, errors, json) { Input = "it" };
        var decode = new DecodeInput(listing, ports.Length > 0 ? ports : [(ushort)2775], ports.Length == 0, base64, () => { });
        using var input = new OctetInput(new MemoryStream(file));
        decode.Read(input);
        return new Listed(listing.Result, output.ToString(), errors.ToString());
    }

    /// <summary>An enquire_link from 10.0.0.1:40000 to 10.0.0.2:2775, as an IP packet.</summary>
    public static byte[] EnquireLinkPacket(uint sequence = 1, int port = 2775) =>
        Packet(Convert.FromHexString(EnquireLink), sequence, port);

    /// <summary>Octets from 10.0.0.1:40000 to 10.0.0.2:2775, as an IP packet.</summary>
    public static byte[] Packet(ReadOnlySpan<byte> payload, uint sequence = 1, int port = 2775, byte flags = Packets.Ack) =>
        Packets.IPv4("10.0.0.1", "10.0.0.2", Packets.Tcp(40000, port, sequence, flags, payload));
}
