using System.Net;
using Shared;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Cli.Tests;

/// <summary>What peers send neither writes lines of its own nor commands the operator's terminal.</summary>
public sealed class PeerTextTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Neither_the_log_nor_a_table_has_the_control_characters_of_a_stranger_or_a_customer()
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
        var target = IPEndPoint.Parse(site.Target);

        await Assert.ThrowsAsync<SmppBindException>(() => BindAsync(target, "a\nb\u001b[2J"));
        await site.Gateway.WaitForLineAsync("bind of \"a\\x0ab\\x1b[2J\" from 127.0.0.1:");
        await using (var customer = await BindAsync(target, "demo"))
        {
            var response = await customer.SubmitAsync(new SubmitSm
            {
                Source = new Address(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "\u001b[31m"u8),
                Destination = Address.Parse("447700900123"),
                ShortMessage = "Hi"u8.ToArray(),
            });
            Assert.Equal(CommandStatus.Ok, response.Header.Status);
        }
        await Until.Async(async () => (await site.JsonAsync("cdr")).GetArrayLength() > 0);

        string table = await site.TextAsync("cdr");

        Assert.Contains("\"\\x1b[31m\"", table, StringComparison.Ordinal);
        Assert.DoesNotContain(table, character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain(site.Gateway.Output, character => char.IsControl(character) && character != '\n');
    }

    [Fact]
    public void An_id_that_a_message_centre_gives_is_shown_so_too() =>
        Assert.Equal("id \"\\x1b[2J\"", new SentPart(1, 1, "UCS-2", 2, "\u001b[2J", "ESME_ROK").Outcome);

    private static Task<BoundSession> BindAsync(IPEndPoint target, string systemId) => BoundSession.ConnectAsync(
        target, new Bind(CommandId.BindTransmitter) { SystemId = systemId, Password = "demo" }, new ReceiptInbox(),
        cancellationToken: TestContext.Current.CancellationToken);
}
