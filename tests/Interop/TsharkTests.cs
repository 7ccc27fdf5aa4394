using Shared;

namespace Interop;

/// <summary>That the check on the captures can fail at all.</summary>
public class TsharkTests
{
    private const int Port = 2775;

    // submit_sm to 447700900123: empty service_type, addresses with TON and NPI 1, then the eleven single octets of
    // section 4.4.1, of which the last, sm_length, says how many octets of text follow.
    private const string BeforeSmLength = "00 01 01 00 01 01 34 34 37 37 30 30 39 30 30 31 32 33 00 00 00 00 00 00 01 00 00 00";

    [Fact]
    public async Task A_whole_submit_is_counted_and_not_malformed()
    {
        using var folder = new TempFolder();
        var file = await CaptureOfAsync(folder, $"{BeforeSmLength} 02 68 69");

        var read = await Tshark.ReadAsync(file, [Port]);

        Assert.Empty(read.Complaints);
        Assert.Equal(1, read.Commands["submit_sm"]);
    }

    [Fact]
    public async Task A_submit_whose_sm_length_runs_past_its_end_is_malformed()
    {
        using var folder = new TempFolder();
        var file = await CaptureOfAsync(folder, $"{BeforeSmLength} c8 68 69");

        Assert.NotEmpty((await Tshark.ReadAsync(file, [Port])).Complaints);
    }

    private static async Task<string> CaptureOfAsync(TempFolder folder, string body)
    {
        var length = 16 + body.Split(' ').Length;
        var dump = folder.Write("pdu.txt", $"000000 00 00 00 {length:x2} 00 00 00 04 00 00 00 00 00 00 00 01 {body}\n");
        var file = folder["pdu.pcap"];
        await using var convert = ChildProcess.StartProgram("text2pcap", ["-q", "-T", $"40000,{Port}", dump, file]);
        Assert.Equal(0, await convert.WaitForExitAsync());
        return file;
    }
}
