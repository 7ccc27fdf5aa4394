using System.Text.Json;
using Shared;

namespace Cli.Tests;

public sealed class SimAndLoadTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_carrier_says_ready_with_its_address_and_its_counts_at_the_end()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--json");
        string target = await TargetOf(carrier);

        var (exitCode, output) = await LoadAsync(target, "--messages", "500", "--receipts", "--json");
        carrier.Terminate();

        Assert.Equal(0, exitCode);
        var result = Json(output);
        Assert.Equal(
            (500, 500, 0, 0, 500, 0),
            (Of(result, "submitted"), Of(result, "accepted"), Of(result, "rejected"), Of(result, "unknown"), Of(result, "receipts"),
            Of(result, "duplicate_receipts")));
        var latency = result.GetProperty("latency_ms").EnumerateObject();
        Assert.Equal(["p50", "p90", "p99", "p999", "max"], latency.Select(property => property.Name));
        Assert.Equal(0, await carrier.WaitForExitAsync());
        Assert.Equal(500, Of(Json(carrier.Lines[^1]), "receipts_acked"));
    }

    [Fact]
    public async Task A_load_that_is_not_wholly_accepted_ends_with_1_and_its_statuses()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--throttle", "50%", "--id-form", "uuid");

        var (exitCode, output) = await LoadAsync(await TargetOf(carrier), "--messages", "500", "--json");

        Assert.Equal(1, exitCode);
        Assert.InRange(Json(output).GetProperty("statuses").GetProperty("ESME_RTHROTTLED").GetInt64(), 180, 320);
    }

    [Fact]
    public async Task A_load_that_is_interrupted_tells_what_came_of_it_and_ends_with_130()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0");
        await using var load =
            SmppProcess.Start([.. Arguments(await TargetOf(carrier)), "--messages", "1000000", "--rate", "20", "--ledger", _folder["own"]]);
        await Until.Async(() => File.Exists(_folder["own"]) && File.ReadAllLines(_folder["own"]).Length > 0);

        load.Interrupt();

        Assert.Equal(130, await load.WaitForExitAsync());
        Assert.Matches("^submitted [1-9][0-9]*: accepted [1-9][0-9]*, rejected 0, unknown 0$", load.Results[0]);
    }

    [Fact]
    public async Task A_load_without_json_is_a_summary_for_people()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0");

        var (exitCode, output) = await LoadAsync(await TargetOf(carrier), "--messages", "100", "--mix", "all", "--binds", "2");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("submitted 100: accepted 100, rejected 0, unknown 0", output, StringComparison.Ordinal);
        Assert.Contains("p99.9", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_occupied_port_is_said_in_one_line()
    {
        await using var carrier = SmppProcess.Start("sim", "--listen", "127.0.0.1:0");
        string target = await TargetOf(carrier);

        var (exitCode, output) = await SmppProcess.RunAsync("sim", "--listen", target);

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"smpp: cannot listen on {target}", Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_is_said_in_one_line()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("sim", "--listen", "127.0.0.1:0", "--ledger", _folder["no/such/folder/ledger"]);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("smpp: the ledger", Assert.Single(output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_against_nobody_says_so()
    {
        var (exitCode, output) = await LoadAsync($"127.0.0.1:{FreePort.Next()}", "--messages", "1");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("smpp: no connection to 127.0.0.1:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_carrier_had_promised_comes_after_its_restart()
    {
        string ledger = _folder["ledger"], target;
        await using (var killed = SmppProcess.Start("sim", "--listen", "127.0.0.1:0", "--ledger", ledger, "--receipt-delay", "10m"))
        {
            target = await TargetOf(killed);
            await using var load =
                SmppProcess.Start([.. Arguments(target), "--messages", "200", "--receipts", "--ledger", _folder["customer"]]);
            await Until.Async(() => File.Exists(_folder["customer"]) && File.ReadAllLines(_folder["customer"]).Length == 200);
            await killed.KillAsync();
        }
        await using var carrier = SmppProcess.Start("sim", "--listen", target, "--ledger", ledger, "--json");
        await carrier.WaitForLineAsync("ready");

        // Any session of the same system_id gets them.
        await using var receiver =
            SmppProcess.Start([.. Arguments(target), "--rate", "1", "--messages", "5", "--ledger", _folder["later"]]);
        await Until.Async(() =>
            File.Exists(_folder["later"])
            && File.ReadAllLines(_folder["later"]).Count(line => line.StartsWith("got-receipt", StringComparison.Ordinal)) == 200);
        carrier.Terminate();

        Assert.Equal(0, await carrier.WaitForExitAsync());
        Assert.Equal((200, 0), (Of(Json(carrier.Lines[^1]), "receipts_acked"), Of(Json(carrier.Lines[^1]), "receipts_pending")));
    }

    private static async Task<string> TargetOf(SmppProcess carrier)
    {
        string ready = await carrier.WaitForLineAsync("ready");
        return ready[(ready.LastIndexOf(' ') + 1)..];
    }

    private static string[] Arguments(string target) => ["load", "--target", target, "--system-id", "app", "--password", "any"];

    private static Task<(int ExitCode, string Output)> LoadAsync(string target, params string[] more) =>
        SmppProcess.RunAsync([.. Arguments(target), .. more]);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static long Of(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
