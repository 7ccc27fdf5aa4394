using System.Text;
using Shared;

namespace Cli.Tests.Capture;

public class DecodeInputTests
{
    private static readonly byte[] EnquireLink = Convert.FromHexString(Listed.EnquireLink);
    private static readonly string Base64 = Convert.ToBase64String(EnquireLink);

    [Fact]
    public void A_text_has_a_pdu_a_line_in_hexadecimal_digits_or_base64()
    {
        var listed = Listed.Of(Text($"{Listed.EnquireLink}\r\n\n  {Base64}\n0x{Listed.EnquireLink}"));

        Assert.Equal(3, listed.Commands.Length);
        Assert.Equal(ExitCode.Ok, listed.Result);
    }

    [Fact]
    public void Text_that_could_be_either_is_base64_when_it_is_said_to_be()
    {
        // Sixteen zeros are eight octets in hexadecimal digits and twelve in base64.
        var listed = Listed.Of(Text(new string('0', 16)), base64: true);

        Assert.Contains("12", Assert.Single(listed.Objects).GetProperty("error").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_cannot_be_read_is_named_and_the_others_are_shown()
    {
        var listed = Listed.Of(Text($"{Listed.EnquireLink}\nhello\n{Base64}\n"));

        Assert.Equal(2, listed.Commands.Length);
        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains("it, line 2: cannot be read", listed.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n  \n")]
    public void Nothing_to_show_is_no_success(string text)
    {
        var listed = Listed.Of(Text(text));

        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Empty(listed.Output);
        Assert.Equal($"smpp: it: holds no PDU{Environment.NewLine}", listed.Errors);
    }

    [Fact]
    public void A_line_without_end_is_not_kept()
    {
        var listed = Listed.Of(Text(new string('0', 4_000_000)));

        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains("longer than any PDU", listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_pdu_is_read_from_a_line()
    {
        byte[] longest = CapturedStream.Pdu(1, body: 128 * 1024 - 16);

        Assert.Single(Listed.Of(Text(string.Join(':', longest.Select(octet => $"{octet:x2}")))).Commands);
    }

    [Fact]
    public void Several_pdus_on_a_line_are_shown_one_by_one() =>
        Assert.Equal(["enquire_link", "enquire_link"], Listed.Of(Text(Listed.EnquireLink + Listed.EnquireLink)).Commands);

    [Fact]
    public void A_file_of_octets_has_pdus_one_behind_the_other()
    {
        var listed = Listed.Of([.. EnquireLink, .. CapturedStream.Pdu(2, id: 0x80000015), .. EnquireLink]);

        Assert.Equal(["enquire_link", "enquire_link_resp", "enquire_link"], listed.Commands);
        Assert.Equal(ExitCode.Ok, listed.Result);
        Assert.All(listed.Objects, pdu => Assert.False(pdu.TryGetProperty("time", out _)));
    }

    [Fact]
    public void A_file_of_octets_that_ends_inside_a_pdu_shows_what_there_is_of_it()
    {
        var listed = Listed.Of([.. EnquireLink, .. CapturedStream.Pdu(2, body: 40)[..30]]);

        Assert.Equal(2, listed.Commands.Length);
        Assert.Equal(ExitCode.Failed, listed.Result);
    }

    [Theory]
    [InlineData(new byte[] { 0x1F, 0x8B, 8, 0 }, "gzip")]
    [InlineData(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0 }, "neither a capture nor PDUs")]
    public void A_file_of_another_kind_is_said_to_be(byte[] file, string expected)
    {
        var listed = Listed.Of(file);

        Assert.Equal(ExitCode.Unable, listed.Result);
        Assert.Contains(expected, listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_pdus_and_files_in_turn()
    {
        using var folder = new TempFolder();
        var capture = folder["traffic.pcap"];
        await File.WriteAllBytesAsync(
            capture, CaptureFile.Pcap(101).Add(1, 0, Listed.EnquireLinkPacket()).ToArray(), TestContext.Current.CancellationToken);
        var lines = folder.Write("pdus.txt", Listed.EnquireLink);

        var (exitCode, output) = await SmppProcess.RunAsync("decode", "--json", Base64, capture, lines);

        Assert.Equal(ExitCode.Ok, exitCode);
        string[] shown = output.Split('\n');
        Assert.Equal(3, shown.Length);
        Assert.StartsWith("""{"time":"1970-01-01T00:00:01.000000Z","source":"10.0.0.1:40000",""", shown[1], StringComparison.Ordinal);
        Assert.Equal(shown[0], shown[2]);
    }

    [Fact]
    public async Task Octets_given_one_by_one_are_one_pdu()
    {
        string[] octets = [.. EnquireLink.Select(octet => $"{octet:x2}")];

        var (exitCode, output) = await SmppProcess.RunAsync(["decode", .. octets]);

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.StartsWith("enquire_link", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.pcap", "no such file")]
    [InlineData(".", "is a folder")]
    public async Task What_cannot_be_opened_is_said_and_ends_with_2(string argument, string expected)
    {
        var (exitCode, output) = await SmppProcess.RunAsync("decode", argument);

        Assert.Equal(ExitCode.Unable, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_is_said_to_be()
    {
        using var folder = new TempFolder();

        var (exitCode, output) = await SmppProcess.RunAsync("decode", folder.Write("nothing", ""));

        Assert.Equal(ExitCode.Unable, exitCode);
        Assert.Contains("is empty", output, StringComparison.Ordinal);
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
