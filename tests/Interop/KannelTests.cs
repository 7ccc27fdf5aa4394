using Shared;

namespace Interop;

public class KannelTests
{
    private const int EnquireLinkSeconds = 2;
    private const int BoundSeconds = 15;

    [Fact]
    public async Task Kannel_stays_bound_and_its_message_comes_back_as_a_receipt()
    {
        await using var gateway = await GatewayAndCarrier.StartAsync();
        await using var kannel = await Kannel.StartAsync(gateway.Port, EnquireLinkSeconds);

        await Until.Async(async () => (await kannel.AskBindAsync()).OnlineSeconds > 0, what: "bearerbox is bound");
        Assert.Contains(GatewayAndCarrier.SystemId, await gateway.AskAsync("sessions"), StringComparison.Ordinal);
        await kannel.SendAsync("ACME", "+447700900123", "from another gateway");
        await Until.Async(
            async () => await kannel.AskBindAsync() is { Sent: 1, Receipts: 1 }, what: "bearerbox has the receipt of its message");

        // A bind that was lost and made again would count its seconds from zero: bearerbox dialled only once.
        await Until.Async(
            async () => (await kannel.AskBindAsync()).OnlineSeconds >= BoundSeconds, what: "bearerbox is bound for long enough");
        Assert.Equal(1, kannel.Logged("bind_transceiver"));
        Assert.InRange(kannel.Logged("enquire_link_resp"), BoundSeconds / EnquireLinkSeconds - 2, int.MaxValue);
    }
}
