using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net.Security;
using Interop.Tls;
using Shared;
using Smpp.Protocol;
using Smpp.Server;

namespace Interop.Kannel;

/// <summary>Kannel bound to a message centre of the library.</summary>
public sealed class MessageCentreTests(Wire wire) : IClassFixture<Wire>
{
    private const string Delivered = "1";
    private const string Accepted = "8";
    private const string Rejected = "16";

    private static readonly Address Handset = Address.Parse("+447700900123");

    private readonly ConcurrentQueue<SubmitSm> _submits = new();

    [Theory]
    [InlineData("GSM: @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ €[]{}~|^\\", 0, DataCoding.Default)]
    [InlineData("UCS-2: Привет, 世界 𝄞", 2, DataCoding.Ucs2)]
    public async Task A_text_is_read_as_it_was_sent_and_its_receipt_comes_back(string text, int coding, DataCoding expected)
    {
        await using var centre = Centre();
        await using var kannel = await Bearerbox.StartAsync(new(centre.EndPoint.Port));
        await kannel.WaitBoundAsync();

        await kannel.SendAsync("+447700900123", text, coding);
        var receipts = await ReportAsync(centre, kannel);

        var submit = Assert.Single(_submits);
        Assert.Equal((text, expected, Handset), (submit.Text, submit.DataCoding, submit.Destination));
        Assert.Equal(new Address(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "ACME"u8), submit.Source);
        Assert.Equal([Delivered, Accepted], receipts.Select(receipt => receipt["kind"]).Order());
        Assert.All(receipts, receipt => Assert.Equal("id-1", receipt["id"]));
    }

    [Theory]
    [InlineData("a long text € ", 0)]
    [InlineData("Длинный текст ", 2)]
    public async Task A_long_text_comes_in_parts_that_can_be_put_together(string sentence, int coding)
    {
        await using var centre = Centre();
        await using var kannel = await Bearerbox.StartAsync(new(centre.EndPoint.Port));
        await kannel.WaitBoundAsync();
        string text = string.Concat(Enumerable.Range(1, 20).Select(number => $"{number} {sentence}"));

        await kannel.SendAsync("+447700900123", text, coding);
        await ReportAsync(centre, kannel);

        var parts = _submits.OrderBy(submit => submit.UserData[5]).ToArray();
        Assert.InRange(parts.Length, 3, 6);
        Assert.Equal(text, string.Concat(parts.Select(part => part.Text)));
        Assert.All(parts, part => Assert.True(part.EsmClass.HasUdh));
    }

    [Fact]
    public async Task Messages_from_handsets_reach_the_application_behind_smsbox()
    {
        await using var centre = Centre();
        await using var kannel = await Bearerbox.StartAsync(new(centre.EndPoint.Port));
        await kannel.WaitBoundAsync();
        var session = centre.FindReceiver(GatewayAndCarrier.SystemId);
        Assert.NotNull(session);
        string[] texts = ["GSM @ € [1]", "Привет 𝄞", string.Concat(Enumerable.Repeat("a long one ", 30))];

        foreach (string text in texts)
        {
            foreach (var part in new DeliverSm { Source = Handset, Destination = Address.Parse("12345") }.ToParts(text, reference: 9))
                Assert.Equal(CommandStatus.Ok, await session.DeliverAsync(part));
        }

        var messages = await kannel.WaitMessagesAsync(texts.Length);
        Assert.Equal(texts.Order(), messages.Select(message => message["text"]).Order());
        Assert.All(messages, message => Assert.Equal(("+447700900123", "12345"), (message["from"], message["to"])));
    }

    [Fact]
    public async Task A_message_that_was_throttled_comes_again_and_one_that_was_refused_does_not()
    {
        var answers = new ConcurrentQueue<CommandStatus>(
            [CommandStatus.Throttled, CommandStatus.Throttled, CommandStatus.Ok, CommandStatus.InvalidDestinationAddress]);
        await using var centre = Centre(() => answers.TryDequeue(out var status) ? status : CommandStatus.Ok);
        await using var kannel = await Bearerbox.StartAsync(new(centre.EndPoint.Port));
        await kannel.WaitBoundAsync();

        await kannel.SendAsync("+447700900123", "throttled");
        await ReportAsync(centre, kannel);
        await kannel.SendAsync("+447700900999", "refused");
        await kannel.WaitReceiptsAsync(Rejected);

        Assert.Equal(["throttled", "throttled", "throttled", "refused"], _submits.Select(submit => submit.Text));
        Assert.Equal(1, kannel.Logged("bind_transceiver"));
    }

    [Fact]
    public async Task A_transmitter_and_a_receiver_do_a_transceiver_s_work()
    {
        await using var centre = Centre();
        await using var kannel = await Bearerbox.StartAsync(new(centre.EndPoint.Port) { ReceiverPort = centre.EndPoint.Port });
        await kannel.WaitBoundAsync();

        await kannel.SendAsync("+447700900123", "over the transmitter");
        await ReportAsync(centre, kannel);

        Assert.Equal(
            [CommandId.BindReceiver, CommandId.BindTransmitter], centre.Sessions.Select(session => session.Bind.Id).Order());
        Assert.Equal("over the transmitter", Assert.Single(_submits).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kannel_binds_over_TLS_and_shows_its_certificate_where_one_is_wanted(bool mutual)
    {
        using var certificates = new Certificates();
        await using var centre = Centre(
            port: FreePort.Next(), tls: mutual ? certificates.MutualServer() : Certificates.Server(certificates.Localhost));
        await using var kannel = await Bearerbox.StartAsync(new(centre.EndPoint.Port)
        {
            Core = $"ssl-client-certkey-file = {certificates.Customer.Both}\nssl-trusted-ca-file = {certificates.Authority.Certificate}",
            Smsc = "use-ssl = true",
        });
        await kannel.WaitBoundAsync();

        await kannel.SendAsync("+447700900123", "over TLS");
        await ReportAsync(centre, kannel);

        Assert.Equal("over TLS", Assert.Single(_submits).Text);
    }

    [Fact]
    public async Task A_centre_that_stops_and_comes_back_is_bound_again()
    {
        int port = wire.Port();
        var first = Centre(port: port);
        await using var kannel = await Bearerbox.StartAsync(new(port));
        await kannel.WaitBoundAsync();

        await first.DisposeAsync();
        await using var second = Centre(port: port);
        await Until.Async(() => second.Sessions.Count == 1);
        await kannel.WaitBoundAsync();
        await kannel.SendAsync("+447700900123", "after it");
        await ReportAsync(second, kannel);

        Assert.Equal(1, kannel.Logged("unbind_resp"));
    }

    private MessageCentre Centre(Func<CommandStatus>? answer = null, int? port = null, SslServerAuthenticationOptions? tls = null) =>
        new MessageCentre(new MessageCentreOptions { Address = GatewayAndCarrier.Host, Port = port ?? wire.Port(), Tls = tls })
            .OnBind(request => request is { SystemId: GatewayAndCarrier.SystemId, Password: GatewayAndCarrier.Password }
                ? CommandStatus.Ok
                : CommandStatus.InvalidPassword)
            .OnSubmit((request, _) =>
            {
                _submits.Enqueue(request.Pdu);
                if (answer?.Invoke() is { } status and not CommandStatus.Ok)
                    return new(status);
                return new(new SubmitSmResp { MessageId = $"id-{_submits.Count}" });
            })
            .Start();

    /// <summary>
    /// Delivers the receipt that was asked for last, once Kannel has the id: receipts that overtake the response are lost on it.
    /// </summary>
    private async Task<NameValueCollection[]> ReportAsync(MessageCentre centre, Bearerbox kannel)
    {
        await kannel.WaitReceiptsAsync(Accepted);
        var session = centre.FindReceiver(GatewayAndCarrier.SystemId);
        Assert.NotNull(session);
        var submits = _submits.ToArray();
        int last = Array.FindLastIndex(submits, submit => submit.RegisteredDelivery.WantsAnyReceipt);
        Assert.Equal(CommandStatus.Ok, await session.DeliverReceiptAsync(submits[last], $"id-{last + 1}", MessageState.Delivered));
        return await kannel.WaitReceiptsAsync(Delivered);
    }
}
