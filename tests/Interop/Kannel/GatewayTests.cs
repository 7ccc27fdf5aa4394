using Shared;
using Smpp.Protocol;

namespace Interop.Kannel;

/// <summary>Kannel as a customer of the gateway.</summary>
public sealed class GatewayTests(Wire wire) : IClassFixture<Wire>
{
    private const int EnquireLinkSeconds = 2;
    private const int BoundSeconds = 15;

    [Fact]
    public async Task Kannel_stays_bound_and_its_messages_come_back_as_receipts()
    {
        await using var gateway = await GatewayAndCarrier.StartAsync(wire.Port(), wire.Port());
        await using var kannel = await Bearerbox.StartAsync(new(gateway.Port) { EnquireLinkSeconds = EnquireLinkSeconds });

        await kannel.WaitBoundAsync();
        Assert.Contains(GatewayAndCarrier.SystemId, await gateway.AskAsync("sessions"), StringComparison.Ordinal);
        await kannel.SendAsync("+447700900123", "from another gateway €");
        await kannel.SendAsync("+447700900124", "Привет", coding: 2);
        await kannel.SendAsync("+447700900125", string.Concat(Enumerable.Repeat("long ", 60)));

        // Of the long one, in two parts, Kannel asks for the receipt of one alone.
        var receipts = await kannel.WaitReceiptsAsync("1", 3);
        Assert.Equal(3, receipts.Count(receipt => receipt["kind"] == "8"));
        await kannel.UntilAsync(() => Task.FromResult(kannel.Logged("submit_sm_resp") == 4), "it has an answer to each part");

        // A bind that was lost and made again would count its seconds from zero: bearerbox dialled only once.
        await kannel.UntilAsync(
            async () => (await kannel.AskSecondsOnlineAsync())[0] >= BoundSeconds, "bearerbox is bound for long enough");
        Assert.Equal(1, kannel.Logged("bind_transceiver"));
        Assert.InRange(kannel.Logged("enquire_link_resp"), BoundSeconds / EnquireLinkSeconds - 2, int.MaxValue);
    }

    [Fact]
    public async Task Messages_from_handsets_go_through_the_gateway_to_the_application_behind_Kannel()
    {
        await using var handsets = Handsets.Open(wire.Port());
        await using var gateway = await GatewayAndCarrier.StartAsync(wire.Port(), handsets.Port, simulated: false);
        string[] texts = ["GSM @ € [1]", "Привет 𝄞", string.Concat(Enumerable.Repeat("a long one ", 30))];
        // Taken while nobody is there who could receive it.
        Assert.Equal(CommandStatus.Ok, await handsets.WriteAsync("early"));
        await using var kannel = await Bearerbox.StartAsync(new(gateway.Port));
        await kannel.WaitBoundAsync();
        foreach (string text in texts)
            Assert.Equal(CommandStatus.Ok, await handsets.WriteAsync(text));

        var messages = await kannel.WaitMessagesAsync(texts.Length + 1);
        Assert.Equal(texts.Append("early").Order(), messages.Select(message => message["text"]).Order());
        Assert.All(messages, message => Assert.Equal(("+447700900123", "12345"), (message["from"], message["to"])));
    }
}
