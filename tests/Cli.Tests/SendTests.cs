using System.Text;
using System.Text.Json;
using Shared;
using Smpp.Protocol;
using Smpp.Server;

namespace Cli.Tests;

public class SendTests
{
    [Fact]
    public async Task A_message_is_sent_and_its_receipt_awaited()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0");

        var (exitCode, output) = await SendAsync(await TargetOf(carrier), "Hello €", "--wait");

        Assert.Equal(0, exitCode);
        string[] lines = output.Trim().Split('\n');
        Assert.Matches("^part 1 of 1: GSM 7-bit, 8 octets, id [0-9]+$", lines[0]);
        Assert.Equal($"receipt: id {lines[0].Split(' ')[^1]}, DELIVRD, err 000", lines[1]);
    }

    [Fact]
    public async Task A_long_text_goes_in_parts_and_every_one_has_its_receipt()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--outcomes", "undeliv");

        var (exitCode, output) = await SendAsync(await TargetOf(carrier), new string('ж', 100), "--wait", "--json");

        Assert.Equal(0, exitCode);
        using var report = JsonDocument.Parse(output);
        var parts = report.RootElement.GetProperty("parts").EnumerateArray().ToArray();
        Assert.Equal([1, 2], parts.Select(part => part.GetProperty("number").GetInt32()));
        Assert.All(parts, part => Assert.Equal("UCS-2", part.GetProperty("encoding").GetString()));
        var receipts = report.RootElement.GetProperty("receipts").EnumerateArray().ToArray();
        Assert.Equal(
            parts.Select(part => part.GetProperty("id").GetString()).Order(),
            receipts.Select(receipt => receipt.GetProperty("id").GetString()).Order());
        Assert.All(receipts, receipt => Assert.Equal("UNDELIV", receipt.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_refusal_ends_with_1_and_its_status()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--refuse", "ESME_RINVDSTADR=100");

        var (exitCode, output) = await SendAsync(await TargetOf(carrier), "Hello");

        Assert.Equal(1, exitCode);
        Assert.Contains("part 1 was not accepted: ESME_RINVDSTADR", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_in_time_ends_with_1()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--profile", "mute");

        var (exitCode, output) = await SendAsync(await TargetOf(carrier), "Hello", "--timeout", "15s");

        Assert.Equal(1, exitCode);
        Assert.Contains("no answer within --timeout", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_receipt_in_time_ends_with_1_and_names_the_message()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--receipt-delay", "1h");

        var (exitCode, output) = await SendAsync(await TargetOf(carrier), "Hello", "--wait", "--timeout", "15s");

        Assert.Equal(1, exitCode);
        Assert.Matches("no final receipt within --timeout for [0-9]+", output);
    }

    [Theory]
    [InlineData("BUFFERED")]
    [InlineData("ACCEPTD")]
    public async Task The_wait_goes_on_behind_a_receipt_that_names_no_final_state(string first)
    {
        await using var carrier = new MessageCentre(new MessageCentreOptions { Address = "127.0.0.1", Port = 0 });
        carrier.OnBind(_ => CommandStatus.Ok).OnSubmit((request, _) =>
        {
            Reply<SubmitSmResp> reply = new SubmitSmResp { MessageId = "7" };
            return new(reply.Then(async ended =>
            {
                foreach (string word in new[] { first, "DELIVRD" })
                    await request.Session.DeliverAsync(ReceiptOf(request.Pdu, $"id:7 stat:{word} err:000"), ended);
            }));
        });
        carrier.Start();

        var (exitCode, output) = await SendAsync($"{carrier.EndPoint}", "Hello", "--wait");

        Assert.Equal(0, exitCode);
        Assert.EndsWith("receipt: id 7, DELIVRD, err 000", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_is_known_whatever_the_case_and_zeros_of_its_id()
    {
        await using var carrier = new MessageCentre(new MessageCentreOptions { Address = "127.0.0.1", Port = 0 });
        carrier.OnBind(_ => CommandStatus.Ok).OnSubmit((request, _) =>
        {
            Reply<SubmitSmResp> reply = new SubmitSmResp { MessageId = "00AB7F" };
            return new(reply.Then(async ended =>
                await request.Session.DeliverAsync(ReceiptOf(request.Pdu, "id:ab7f stat:DELIVRD err:000"), ended)));
        });
        carrier.Start();

        var (exitCode, output) = await SendAsync($"{carrier.EndPoint}", "Hello", "--wait", "--timeout", "15s");

        Assert.EndsWith("receipt: id ab7f, DELIVRD, err 000", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task An_interrupted_wait_for_a_receipt_names_the_message_and_ends_with_130()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--receipt-delay", "1h");
        await using var send = SmppProcess.Start(Arguments(await TargetOf(carrier), "Hello", "--wait"));
        string part = await send.WaitForLineAsync("part 1 of 1");

        send.Interrupt();

        Assert.Equal(130, await send.WaitForExitAsync());
        Assert.Equal([part, $"smpp: no final receipt before the interruption for {part.Split(' ')[^1]}"], send.Lines);
    }

    [Fact]
    public async Task An_interrupted_message_tells_what_is_known_sends_no_further_part_and_ends_with_130()
    {
        using var folder = new TempFolder();
        string ledger = folder["ledger"];
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--profile", "mute", "--ledger", ledger);
        await using var send = SmppProcess.Start(Arguments(await TargetOf(carrier), new string('ж', 100), "--json"));
        await Until.Async(() => File.Exists(ledger) && File.ReadAllLines(ledger).Length > 0);

        send.Interrupt();

        Assert.Equal(130, await send.WaitForExitAsync());
        using var report = JsonDocument.Parse(Assert.Single(send.Lines));
        Assert.Equal(1, report.RootElement.GetProperty("parts").GetArrayLength());
        Assert.Equal(
            "part 1 was not accepted: no answer before the interruption; the message centre may have it or not",
            report.RootElement.GetProperty("error").GetString());
        carrier.Terminate();
        Assert.Equal(0, await carrier.WaitForExitAsync());
        Assert.Single(await File.ReadAllLinesAsync(ledger, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_connection_is_said_in_one_line()
    {
        string target = $"127.0.0.1:{FreePort.Next()}";

        var (exitCode, output) = await SendAsync(target, "Hello");

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"smpp: no connection to {target}", Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static DeliverSm ReceiptOf(SubmitSm message, string text) => new()
    {
        Source = message.Destination,
        Destination = message.Source,
        EsmClass = EsmClass.Receipt,
        ShortMessage = Encoding.ASCII.GetBytes(text),
    };

    private static async Task<string> TargetOf(SmppProcess carrier)
    {
        string ready = await carrier.WaitForLineAsync("ready");
        return ready[(ready.LastIndexOf(' ') + 1)..];
    }

    private static Task<(int ExitCode, string Output)> SendAsync(string target, string text, params string[] more) =>
        SmppProcess.RunAsync(Arguments(target, text, more));

    private static string[] Arguments(string target, string text, params string[] more) =>
    [
        "send", "--target", target, "--system-id", "demo", "--password", "demo", "--from", "ACME", "--to", "447700900123", "--text", text,
        .. more,
    ];
}
