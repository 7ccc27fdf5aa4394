using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>The parts of a long message that are submitted one by one are admitted together by the account's rate.</summary>
public class PartsRateTests
{
    private const byte Parts = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_part_is_not_throttled_when_the_first_was_admitted(bool isSar)
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = await StartAsync(bench);
        var customer = await bench.BindAsync();
        var other = await bench.BindAsync();

        await customer.AcceptedAsync(Part(1, isSar));
        var refused = await other.SubmitAsync(Sms.Submit());
        await customer.AcceptedAsync(Part(2, isSar));
        await other.AcceptedAsync(Part(3, isSar));

        Assert.Equal(CommandStatus.Throttled, refused.Header.Status);
        Assert.Equal(CommandStatus.Throttled, (await customer.SubmitAsync(Part(2, isSar))).Header.Status);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        for (int i = 0; i < Parts; i++)
            await other.AcceptedAsync(Sms.Submit());
        Assert.Equal(CommandStatus.Throttled, (await other.SubmitAsync(Sms.Submit())).Header.Status);
        await Until.Async(() => carrier.Submits.Count == 2 * Parts);
    }

    [Fact]
    public async Task A_first_part_is_throttled_where_there_is_no_room_for_all_and_costs_nothing()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        await StartAsync(bench);
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());

        var first = await customer.SubmitAsync(Sms.Part(7, Parts, 1));
        await customer.AcceptedAsync(Sms.Submit());
        await customer.AcceptedAsync(Sms.Submit());

        Assert.Equal(CommandStatus.Throttled, first.Header.Status);
        Assert.Equal(CommandStatus.Throttled, (await customer.SubmitAsync(Sms.Part(7, Parts, 2))).Header.Status);
    }

    [Fact]
    public async Task A_payload_of_several_segments_pays_for_them_itself_whatever_part_it_says_it_is()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        await StartAsync(bench);
        var customer = await bench.BindAsync();
        var part = Sms.SarPart(7, Parts, 1);
        var threeSegments = part with { ShortMessage = default, Tlvs = part.Tlvs.Add(TlvTag.MessagePayload, new byte[400]) };

        await customer.AcceptedAsync(threeSegments);

        Assert.Equal(CommandStatus.Throttled, (await customer.SubmitAsync(Sms.SarPart(7, Parts, 2))).Header.Status);
    }

    [Fact]
    public async Task Each_destination_of_a_submit_multi_is_a_message_whose_parts_are_admitted_together()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        var carrier = await StartAsync(bench);
        var customer = await bench.BindAsync();

        // Three segments are there: for both parts of one message, and not for those of a second.
        var first = await MultiAsync(customer, 1, "447700900001", "447700900002");
        var single = await customer.SubmitAsync(Sms.Part(8, 1, 1));
        var second = await MultiAsync(customer, 2, "447700900001");

        Assert.Equal(
            [("447700900002", CommandStatus.Throttled)], first.Unsuccessful.Select(one => (one.Destination.ToString(), one.Status)));
        Assert.Equal(CommandStatus.Ok, single.Header.Status);
        Assert.Empty(second.Unsuccessful);
        await Until.Async(() => carrier.Submits.Count == 3);
    }

    private static async Task<SubmitMultiResp> MultiAsync(Customer customer, byte number, params string[] destinations)
    {
        var part = Sms.Part(7, 2, number);
        var multi = new SubmitMulti
        {
            Source = part.Source,
            Destinations = [.. destinations.Select(text => new MultiDestination(Address.Parse(text)))],
            EsmClass = part.EsmClass,
            ShortMessage = part.ShortMessage,
        };
        var response = await customer.Session.SendAsync(multi).AsTask().WaitAsync(Until.Limit);
        Assert.True(SubmitMultiResp.TryRead(response.Body.Span, out var answer, out _));
        return answer!;
    }

    private static async Task<FakeCarrier> StartAsync(Bench bench)
    {
        var carrier = bench.AddCarrier("a");
        bench.ChangeDemo(account => account with { Rate = Parts, Burst = Parts });
        await bench.StartAsync();
        return carrier;
    }

    private static SubmitSm Part(byte number, bool isSar) => isSar ? Sms.SarPart(7, Parts, number) : Sms.Part(7, Parts, number);
}
