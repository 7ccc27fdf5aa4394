using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Smpp.Protocol;
using Storage;

namespace Cli.Tests;

public sealed class StoreTests : IDisposable
{
    private const int Events = 200;
    private const string Destination = "447700900123";
    private const string FirstSegment = "0000000001.seg";

    private readonly TempFolder _folder = new();

    private string Journals => _folder[Path.Combine("data", "journal")];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_journal_is_verified_and_listed_with_its_numbers_masked()
    {
        await WriteAsync();

        var (exitCode, output) = await StoreAsync("verify", "--json");
        Assert.Equal(0, exitCode);
        using var report = JsonDocument.Parse(output);
        Assert.Equal(Events, report.RootElement.GetProperty("events").GetInt64());
        Assert.Equal(Events, report.RootElement.GetProperty("kinds").GetProperty("Accepted").GetInt64());
        Assert.Equal(0, report.RootElement.GetProperty("faults").GetArrayLength());

        (exitCode, output) = await StoreAsync("inspect", "--limit", "3", "--type", "Accepted");
        Assert.Equal(0, exitCode);
        Assert.Contains("4477********", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Destination, output, StringComparison.Ordinal);
        Assert.DoesNotContain("686920", output, StringComparison.Ordinal);
        Assert.Equal(3, output.Split("Accepted").Length - 1);

        (exitCode, output) = await StoreAsync("inspect", "--limit", "1", "--show-content", "--json");
        Assert.Equal(0, exitCode);
        Assert.Contains(Destination, output, StringComparison.Ordinal);
        Assert.Contains("686920", output, StringComparison.Ordinal);

        (exitCode, output) = await StoreAsync("inspect", "--type", "Expired");
        Assert.Equal(1, exitCode);
        Assert.Contains("no events", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_found_by_either_form_of_its_messages_id()
    {
        await WriteAsync();
        var (_, first) = await StoreAsync("inspect", "--limit", "1", "--json");
        string id = JsonDocument.Parse(first).RootElement.GetProperty("message_id").GetString()!;

        foreach (string form in new[] { id, id[^MessageIds.ShortTextLength..] })
        {
            var (exitCode, output) = await StoreAsync("inspect", "--message", form, "--json");
            Assert.Equal(0, exitCode);
            Assert.Equal(first, output);
        }
    }

    [Fact]
    public async Task A_damaged_journal_is_refused_located_and_repaired_into_another_folder()
    {
        await WriteAsync();
        string path = Path.Combine(Journals, FirstSegment);
        byte[] damaged = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        damaged[5_000] ^= 4;
        await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);

        var (exitCode, output) = await StoreAsync("verify");
        Assert.Equal(1, exitCode);
        Assert.Contains("the octets there are damaged", output, StringComparison.Ordinal);
        Assert.Contains("1 events are lost", output, StringComparison.Ordinal);

        string target = _folder["repaired"];
        (exitCode, _) = await StoreAsync("repair", "--to", target);
        Assert.Equal(2, exitCode);
        Assert.False(Directory.Exists(target));

        (exitCode, output) = await StoreAsync("repair", "--skip-damaged", "--to", target);
        Assert.Equal(0, exitCode);
        Assert.Contains($"{Events - 1} events kept; 1 events are lost", output, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));

        Directory.Move(Journals, _folder["old"]);
        Directory.Move(target, Journals);
        (exitCode, output) = await StoreAsync("verify");
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task A_journal_that_is_in_use_is_left_alone()
    {
        await using var journal = Open();
        var (exitCode, output) = await StoreAsync("verify");
        Assert.Equal(2, exitCode);
        Assert.Contains("in use", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_journal_is_named()
    {
        var (exitCode, output) = await StoreAsync("verify");
        Assert.Equal(2, exitCode);
        Assert.Contains(Journals, output, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output)> StoreAsync(string verb, params string[] options) =>
        SmppProcess.RunAsync(["store", verb, "--data", _folder["data"], .. options]);

    private Journal Open() => Journal.Open(
        new JournalOptions { Folder = Journals, SegmentBytes = 1 << 20, MinimumFreeBytes = 0 }, new Nobody(), new Nobody(),
        TimeProvider.System, NullLogger.Instance);

    private async Task WriteAsync()
    {
        await using var journal = Open();
        for (int i = 0; i < Events; i++)
        {
            var e = new JournalEvent
            {
                Kind = EventKind.Accepted,
                MessageId = journal.Ids.Next(),
                Account = "demo"u8,
                Destination = new Address(TypeOfNumber.International, NumberingPlan.Isdn, "447700900123"u8),
                Payload = "hi there"u8,
            };
            Assert.Equal(AppendResult.Ok, journal.TryAppend(in e, null, out _));
        }
    }

    private sealed class Nobody : IReplay, ICommitGate
    {
        public void OnEvent(in JournalEvent e, JournalPosition position)
        {
        }

        public void OnCommitting()
        {
        }

        public void OnCommitted()
        {
        }
    }
}
