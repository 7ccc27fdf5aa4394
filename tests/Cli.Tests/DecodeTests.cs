using System.Text.Json;
using Shared;

namespace Cli.Tests;

public class DecodeTests
{
    private const string EnquireLink = "00000010000000150000000000000001";

    // submit_sm "Hi" from ACME to 447700900123 with one TLV (user_message_reference 7)
    private const string Submit =
        "00000039000000040000000000000005" + "00" + "0500" + "41434d4500" + "0101" + "34343737303039303031323300"
        + "00" + "00" + "00" + "00" + "00" + "01" + "00" + "00" + "00" + "02" + "4869" + "020400020007";

    [Theory]
    [InlineData("> /dev/full", 2, "smpp: the output cannot be written: No space left on device")]
    [InlineData("| head -n 1 > /dev/null; exit ${PIPESTATUS[0]}", 0, "")]
    public async Task Output_that_is_lost_is_an_error_and_one_that_nobody_wants_is_none(string where, int expected, string told)
    {
        string pdus = string.Join(' ', Enumerable.Repeat(EnquireLink, 5000));
        await using var shell = ChildProcess.StartProgram(
            "bash", ["-c", $"dotnet \"$0\" decode $(cat) {where}", Path.Combine(AppContext.BaseDirectory, "smpp.dll")]);
        shell.Write(pdus);
        shell.CloseInput();

        Assert.Equal(expected, await shell.WaitForExitAsync());
        Assert.Equal(told, string.Join('\n', shell.Errors));
    }

    [Fact]
    public async Task A_submit_is_one_json_object_with_the_specifications_names()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("decode", "--json", Submit);

        Assert.Equal(0, exitCode);
        using var pdu = JsonDocument.Parse(output);
        var root = pdu.RootElement;
        Assert.Equal("submit_sm", root.GetProperty("command").GetString());
        Assert.Equal(4, root.GetProperty("command_id").GetInt64());
        Assert.Equal(0, root.GetProperty("command_status").GetInt64());
        Assert.Equal("ESME_ROK", root.GetProperty("command_status_name").GetString());
        Assert.Equal(5, root.GetProperty("sequence_number").GetInt64());
        var fields = root.GetProperty("fields");
        Assert.Equal("ACME", fields.GetProperty("source_addr").GetString());
        Assert.Equal("447700900123", fields.GetProperty("destination_addr").GetString());
        Assert.Equal(1, fields.GetProperty("registered_delivery").GetInt64());
        Assert.Equal("4869", fields.GetProperty("short_message").GetString());
        var tlv = Assert.Single(root.GetProperty("tlvs").EnumerateArray());
        Assert.Equal(0x0204, tlv.GetProperty("tag").GetInt64());
        Assert.Equal("user_message_reference", tlv.GetProperty("name").GetString());
        Assert.Equal("0007", tlv.GetProperty("hex").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("error").ValueKind);
    }

    [Fact]
    public async Task A_tree_names_the_fields()
    {
        var (exitCode, output) = await SmppProcess.RunAsync("decode", Submit);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("submit_sm", output, StringComparison.Ordinal);
        Assert.Matches(@"destination_addr\s+.*447700900123", output);
    }

    [Theory]
    [InlineData("00:00:00:10 00 00 00 15 00 00 00 00 00 00 00 01")]
    [InlineData("0x00000010000000150000000000000001")]
    public async Task Blanks_colons_and_a_prefix_do_not_matter(string hex)
    {
        var (exitCode, output) = await SmppProcess.RunAsync("decode", hex);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("enquire_link", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("000000100000001500000000")]
    [InlineData("00000012000000040000000000000001ffff")]
    public async Task A_malformed_pdu_is_shown_with_its_fault_and_ends_with_1(string hex)
    {
        var (exitCode, output) = await SmppProcess.RunAsync("decode", "--json", hex);

        Assert.Equal(1, exitCode);
        using var pdu = JsonDocument.Parse(output);
        Assert.Equal(JsonValueKind.String, pdu.RootElement.GetProperty("error").ValueKind);
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("123")]
    public async Task What_is_not_hexadecimal_is_said_to_be(string text)
    {
        var (exitCode, output) = await SmppProcess.RunAsync("decode", text);

        Assert.Equal(1, exitCode);
        Assert.Contains("hexadecimal", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_has_one_pdu_a_line_and_one_bad_line_spoils_only_the_exit_code()
    {
        await using var decode = SmppProcess.Start("decode", "--json", "-");
        decode.Write($"{EnquireLink}\n\n00000010\n{Submit}\n");
        decode.CloseInput();

        Assert.Equal(1, await decode.WaitForExitAsync());

        string[] commands = [.. decode.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("command").ToString())];
        Assert.Equal(3, commands.Length);
        Assert.Equal("enquire_link", commands[0]);
        Assert.Equal("submit_sm", commands[2]);
    }
}
