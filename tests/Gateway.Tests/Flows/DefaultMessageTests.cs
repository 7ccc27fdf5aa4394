using Gateway.Configuration;
using Gateway.Tests.Harness;
using Routing;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>Texts that a submit names by their number, sm_default_msg_id.</summary>
public class DefaultMessageTests
{
    private static readonly DefaultMessageConfig[] Texts =
    [
        new() { Id = 1, Text = "Call back, please: 5 €" },
        new() { Id = 254, Text = "Пора", DataCoding = DataCoding.Ucs2 },
        new() { Id = 255, Text = "the last" },
    ];

    [Theory]
    [InlineData(RouteMode.Store)]
    [InlineData(RouteMode.Relay)]
    public async Task The_upstream_gets_the_text_in_its_data_coding_and_no_number(RouteMode mode)
    {
        await using var bench = NewBench(out var carrier, mode);
        await bench.StartAsync();
        var customer = await bench.BindAsync();

        await customer.AcceptedAsync(Sms.Submit("") with { DefaultMessageId = 1 });
        await customer.AcceptedAsync(Sms.Submit("") with { DefaultMessageId = 254 });
        await Until.Async(() => carrier.Submits.Count == 2);

        Assert.Equal(["Call back, please: 5 €", "Пора"], carrier.Submits.Select(submit => submit.Pdu.Text).Order());
        Assert.Equal([DataCoding.Default, DataCoding.Ucs2], carrier.Submits.Select(submit => submit.Pdu.DataCoding).Order());
        Assert.All(carrier.Submits, submit => Assert.Equal(0, submit.Pdu.DefaultMessageId));
    }

    [Fact]
    public async Task A_number_that_nobody_configured_is_RINVDFTMSGID_and_255_is_for_peers_of_5_0()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var modern = await bench.BindAsync(version: InterfaceVersion.V50);

        Assert.Equal(CommandStatus.InvalidDefaultMessage, await customer.StatusAsync(Sms.Submit("") with { DefaultMessageId = 2 }));
        Assert.Equal(CommandStatus.InvalidDefaultMessage, await customer.StatusAsync(Sms.Submit("") with { DefaultMessageId = 255 }));
        Assert.Equal(CommandStatus.Ok, await modern.StatusAsync(Sms.Submit("") with { DefaultMessageId = 255 }));
        var header = Sms.Submit("") with { DefaultMessageId = 1, EsmClass = EsmClass.UserDataHeader };
        Assert.Equal(CommandStatus.InvalidEsmClass, await customer.StatusAsync(header));

        await Until.Async(() => carrier.Submits.Count == 1);
        Assert.Equal("the last", carrier.Submits[0].Text);
        Assert.Equal(2, bench.Counters.Rejected);
    }

    [Fact]
    public async Task A_message_with_a_text_of_its_own_keeps_it_whatever_the_number()
    {
        await using var bench = NewBench(out var carrier);
        await bench.StartAsync();
        var customer = await bench.BindAsync();
        var payload = Sms.Submit("") with
        {
            DefaultMessageId = 1,
            Tlvs = default(TlvList).Add(TlvTag.MessagePayload, "in message_payload"u8),
        };

        await customer.AcceptedAsync(Sms.Submit("own") with { DefaultMessageId = 1 });
        await customer.AcceptedAsync(Sms.Submit("unknown") with { DefaultMessageId = 77 });
        await customer.AcceptedAsync(payload);
        await Until.Async(() => carrier.Submits.Count == 3);

        Assert.Equal(["in message_payload", "own", "unknown"], carrier.Texts.Order());
        Assert.All(carrier.Submits, submit => Assert.Equal(0, submit.Pdu.DefaultMessageId));
    }

    [Fact]
    public async Task A_submit_multi_and_a_replace_sm_may_name_one_too()
    {
        await using var bench = NewBench(out var carrier);
        carrier.GoDown();
        await bench.StartAsync(whenBound: false);
        var customer = await bench.BindAsync();
        var multi = new SubmitMulti
        {
            Source = Address.Parse("ACME"),
            Destinations = [new(Address.Parse("447700900001")), new(Address.Parse("447700900002"))],
            DefaultMessageId = 1,
        };
        var id = await customer.AcceptedAsync(Sms.Submit("to be replaced"));
        var replace = new ReplaceSm { MessageId = id, Source = Address.Parse("ACME"), DefaultMessageId = 254 };

        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(multi)).Header.Status);
        var unknown = await customer.Session.SendAsync(multi with { DefaultMessageId = 9 });
        Assert.Equal(CommandStatus.InvalidDefaultMessage, unknown.Header.Status);
        Assert.Equal(CommandStatus.Ok, (await customer.Session.SendAsync(replace)).Header.Status);
        var wrong = await customer.Session.SendAsync(replace with { DefaultMessageId = 9 });
        Assert.Equal(CommandStatus.InvalidDefaultMessage, wrong.Header.Status);
        var part = replace with { MessageId = await customer.AcceptedAsync(Sms.Part(1, 2, 1)) };
        Assert.Equal(CommandStatus.InvalidEsmClass, (await customer.Session.SendAsync(part)).Header.Status);
        carrier.ComeUp();

        await Until.Async(() => carrier.Submits.Count == 4);
        Assert.Equal(["Call back, please: 5 €", "Call back, please: 5 €", "Пора"],
            carrier.Submits.Where(submit => !submit.Pdu.EsmClass.HasUdh).Select(submit => submit.Pdu.Text).Order());
    }

    private static Bench NewBench(out FakeCarrier carrier, RouteMode mode = RouteMode.Store)
    {
        var bench = new Bench();
        carrier = bench.AddCarrier("a");
        bench.Config = bench.Config with { DefaultMessages = [.. Texts], Routes = [Bench.Route("a", mode)] };
        return bench;
    }
}
