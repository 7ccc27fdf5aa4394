using System.Text.Json;
using Shared;

namespace Cli.Tests;

/// <summary>CDRs and the audit of the books, beside a running gateway and after it.</summary>
public sealed class BooksTests : IDisposable
{
    private static readonly string[] Life = ["received", "sent", "receipt", "receipt_sent"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Cdr_without_a_database_says_where_it_looked()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("cdr", "--data", _folder.Path);

        Assert.Equal(2, exitCode);
        Assert.Contains(_folder["cdr.db"], output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CDR_file_that_is_none_is_an_error_that_says_so()
    {
        Directory.CreateDirectory(_folder["data"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["data"], "cdr.db"), new string('x', 8192));

        var (exitCode, output) = await SmppProcess.RunAsync("cdr", "--data", _folder["data"]);

        Assert.Equal(2, exitCode);
        Assert.Contains("the CDR database cannot be read: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cdrs_are_shown_beside_a_running_gateway_and_after_it()
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
        var (exitCode, sent) = await site.SendAsync("demo", "--wait");
        Assert.Equal(0, exitCode);
        string id = sent.Split('\n')[0].Split(' ')[^1];
        await Until.Async(async () => (await site.JsonAsync("cdr")).GetArrayLength() == 4);

        var totals = await site.JsonAsync("cdr", "--totals", "--account", "demo", "--number", "447700900123");
        Assert.Equal(Life, totals.EnumerateArray().Select(row => row.GetProperty("event").GetString()));
        Assert.Equal(0, (await SmppProcess.RunAsync("drain", "--data", _folder["data"])).ExitCode);
        Assert.Equal(0, await site.Gateway.WaitForExitAsync());
        var rows = await site.JsonAsync("cdr", "--message", id);
        Assert.Equal(Life, rows.EnumerateArray().Select(row => row.GetProperty("event").GetString()));
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(id, row.GetProperty("message_id").GetString()));
        Assert.Equal(Life.Length, (await site.JsonAsync("cdr", "--message", id[^8..])).GetArrayLength());
        Assert.Matches($@"{id}\s+receipt_sent\s+demo\s+ACME\s+447700900123\s+all\s+carrier",
            await site.TextAsync("cdr", "--event", "receipt_sent"));
    }

    [Fact]
    public async Task The_books_are_audited_beside_a_running_gateway_and_after_it()
    {
        await using var site = await GatewaySite.StartAsync(_folder, "plain:demo");
        Assert.Equal(0, (await site.SendAsync("demo", "--wait")).ExitCode);
        await Until.Async(async () => (await site.JsonAsync("cdr")).GetArrayLength() == 4);
        var running = await site.JsonAsync("audit");
        Assert.True(running.GetProperty("balanced").GetBoolean());
        Assert.Equal(1, running.GetProperty("books").GetProperty("messages").GetProperty("accepted").GetInt64());
        Assert.Equal(1, (await site.JsonAsync("cdr", "--by", "upstream"))[1].GetProperty("delivered").GetInt64());
        string csv = await site.TextAsync("cdr", "--csv");
        Assert.StartsWith("message_id,event_no,event,", csv, StringComparison.Ordinal);
        // As the files of cdr.files write flags.
        Assert.Contains(",false", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("False", csv, StringComparison.Ordinal);
        var (isRead, told) = await SmppProcess.RunAsync(
            "audit", "--data", site.Data, "--ledgers", _folder.Write("no.ledger", "this is\nsomething else\n"));
        Assert.Equal(2, isRead);
        Assert.Contains("no.ledger is no ledger", told, StringComparison.Ordinal);

        Assert.Equal(0, (await SmppProcess.RunAsync("drain", "--data", _folder["data"])).ExitCode);
        Assert.Equal(0, await site.Gateway.WaitForExitAsync());
        Assert.Contains("the books balance", await site.TextAsync("audit"), StringComparison.Ordinal);
        using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder["data/cdr.db"]};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = CdrEdit.Of("DELETE FROM cdr_row WHERE event = 7");
            command.ExecuteNonQuery();
        }
        var (exitCode, output) = await SmppProcess.RunAsync("audit", "--data", _folder["data"]);
        Assert.Equal(1, exitCode);
        Assert.Matches(@"lost: [0-9A-Z]{13}: accepted, and neither ended nor pending", output);
        Assert.Contains("the books do not balance", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_without_books_says_what_is_missing()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("audit", "--data", _folder.Path);

        Assert.Equal(2, exitCode);
        Assert.Contains(_folder["cdr.db"], output, StringComparison.Ordinal);
    }
}
