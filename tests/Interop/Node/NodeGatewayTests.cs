using System.Text;
using System.Text.Json;
using Shared;
using Smpp.Protocol;

namespace Interop.Node;

/// <summary>An application on the npm package <c>smpp</c> as a customer to whom handsets write through the gateway.</summary>
public sealed class NodeGatewayTests(Wire wire) : IClassFixture<Wire>
{
    private static readonly Address Handset = Address.Parse("+447700900123");
    private static readonly Address ShortCode = Address.Parse("12345");

    [Fact]
    public async Task What_handsets_write_arrives_as_it_was_and_in_its_order()
    {
        await using var handsets = Handsets.Open(wire.Port());
        await using var gateway = await GatewayAndCarrier.StartAsync(wire.Port(), handsets.Port, simulated: false);
        DeliverSm[] messages =
        [
            new() { Source = Handset, Destination = ShortCode, Text = "GSM: @ € [1]" },
            new() { Source = Handset, Destination = ShortCode, Text = "UCS-2: Привет 𝄞" },
            new()
            {
                Source = Handset, Destination = ShortCode, EsmClass = EsmClass.UserDataHeader,
                ShortMessage = (byte[])[5, 0, 3, 7, 2, 1, .. "part"u8],
            },
            new() { Source = Handset, Destination = ShortCode, DataCoding = DataCoding.Octets8, ShortMessage = (byte[])[0, 0xFF, 0x10] },
            new()
            {
                Source = Handset, Destination = ShortCode, Text = "with TLVs",
                Tlvs = default(TlvList).AddUInt16(TlvTag.UserMessageReference, 4711),
            },
        ];
        // The first is taken while nobody is there, and waits for its customer.
        Assert.Equal(CommandStatus.Ok, await handsets.DeliverAsync(messages[0]));
        await using var esme = await NodePeer.ConnectAsync(gateway.Port);
        await BindAsync(esme);

        foreach (var message in messages[1..])
            Assert.Equal(CommandStatus.Ok, await handsets.DeliverAsync(message));

        foreach (var message in messages)
            Decoded.AssertSame(message, await esme.ReceivedAsync("deliver_sm"));
    }

    [Fact]
    public async Task What_it_refuses_for_now_comes_again_and_data_sm_arrives_as_deliver_sm()
    {
        await using var handsets = Handsets.Open(wire.Port());
        await using var gateway = await GatewayAndCarrier.StartAsync(wire.Port(), handsets.Port, simulated: false);
        await using var esme = await NodePeer.ConnectAsync(gateway.Port);
        await BindAsync(esme);
        await esme.AnswerAsync("deliver_sm", new { command_status = (uint)CommandStatus.ReceiverTemporaryError });

        Assert.Equal(CommandStatus.Ok, await handsets.SendDataAsync(
            new DataSm { Source = Handset, Destination = ShortCode, MessagePayload = "as data"u8.ToArray() }));

        for (int time = 0; time < 2; time++)
        {
            var received = await esme.ReceivedAsync("deliver_sm");
            Assert.Equal("447700900123", received.GetProperty("source_addr").GetString());
            Assert.Equal("as data", TextOf(received.GetProperty("message_payload")));
        }
    }

    private static async Task BindAsync(NodePeer esme)
    {
        var (_, response) = await esme.RequestAsync(
            "bind_transceiver",
            new { system_id = GatewayAndCarrier.SystemId, password = GatewayAndCarrier.Password, interface_version = 0x34 });
        Assert.Equal(0, response.GetProperty("command_status").GetInt32());
    }

    private static string TextOf(JsonElement message)
    {
        var text = message.TryGetProperty("message", out var inner) ? inner : message;
        return text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : Encoding.ASCII.GetString(Convert.FromHexString(text.GetProperty("hex").GetString()!));
    }
}
