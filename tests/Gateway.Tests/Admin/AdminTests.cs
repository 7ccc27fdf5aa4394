using Gateway.Admin;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Smpp.Protocol;
using Storage.Cdr;

namespace Gateway.Tests.Admin;

/// <summary>What the admin API is asked for and shows.</summary>
public class AdminTests
{
    [Theory]
    [InlineData("+447700900123")]
    [InlineData("447700900123")]
    public async Task A_plus_before_a_number_counts_neither_in_a_message_nor_in_what_is_asked_for(string number)
    {
        await using var bench = new Bench();
        bench.AddCarrier("a").GoDown();
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        string plain = await customer.AcceptedAsync(Sms.Submit());
        string withPlus = await customer.AcceptedAsync(
            Sms.Submit() with { Destination = new Address(TypeOfNumber.International, NumberingPlan.Isdn, "+447700900123"u8) });
        await customer.AcceptedAsync(Sms.Submit(to: "447700900124"));

        var found = await new MessageSearch(bench.Node.Store, new LiveFilter { Limit = 10, Number = number }).RunAsync();

        Assert.Equal([plain, withPlus], found!.Messages.Select(message => message.Id));
    }

    [Fact]
    public async Task Rows_are_found_by_either_form_of_their_messages_id()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a").GoDown();
        await bench.StartAsync(whenBound: false);
        string id = await (await bench.BindAsync()).AcceptedAsync(Sms.Submit());
        await bench.Node.Cdrs.FlushAsync(bench.Node.Store.Journal.AppendPosition, TestContext.Current.CancellationToken);

        foreach (string form in (string[])[id, id[^8..]])
            Assert.Equal(id, Assert.Single(await RowsAsync(bench, form)).MessageId);
        Assert.Empty(await RowsAsync(bench, "00000000"));
    }

    [Fact]
    public async Task The_uptime_is_told_to_the_millisecond_since_rates_are_made_of_it()
    {
        await using var bench = new Bench { Clock = Bench.NewClock() };
        bench.AddCarrier("a");
        await bench.StartAsync();
        var views = new AdminViews(bench.Node);
        double before = views.Status().UptimeSeconds;

        bench.Clock.Advance(TimeSpan.FromMilliseconds(1_234));

        Assert.Equal(1.234, Math.Round(views.Status().UptimeSeconds - before, 6));
    }

    private static async Task<IReadOnlyList<CdrRecord>> RowsAsync(Bench bench, string id)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = QueryString.Create("id", id);
        var answer = await CdrEndpoint.HandleAsync(bench.Node, request, TestContext.Current.CancellationToken);
        return Assert.IsAssignableFrom<IReadOnlyList<CdrRecord>>(Assert.IsAssignableFrom<IValueHttpResult>(answer).Value);
    }
}
