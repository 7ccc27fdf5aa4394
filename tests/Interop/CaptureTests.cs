using Shared;
using Smpp.Protocol;

namespace Interop;

/// <summary>That <c>smpp decode</c> reads what others write: Wireshark's tools, and the kernel's own traffic.</summary>
public class CaptureTests
{
    private const int Messages = 500;

    [Theory]
    [InlineData("pcap")]
    [InlineData("nsecpcap")]
    [InlineData("pcapng")]
    public async Task A_capture_is_read_in_every_format_that_editcap_writes(string format)
    {
        using var folder = new TempFolder();
        var original = folder["original.pcap"];
        await File.WriteAllBytesAsync(original, Traffic(), TestContext.Current.CancellationToken);
        var converted = folder[$"converted.{format}"];
        await using var convert = ChildProcess.StartProgram("editcap", ["-F", format, original, converted]);
        Assert.Equal(0, await convert.WaitForExitAsync());

        var (exitCode, output) = await SmppProcess.RunAsync("decode", "--json", converted);

        Assert.Equal(0, exitCode);
        Assert.Equal(3, output.Split('\n').Length);
        Assert.Equal((await SmppProcess.RunAsync("decode", "--json", original)).Output, output);
    }

    [Fact]
    public async Task Captured_traffic_of_a_loaded_session_has_the_pdus_that_tshark_counts()
    {
        using var folder = new TempFolder();
        var port = FreePort.Next();
        int last = FreePort.Next();
        var file = folder["load.pcapng"];
        await using var carrier = SmppProcess.Start("sim", "--listen", $"127.0.0.1:{port}");
        await carrier.WaitForPortAsync(port);
        await using var capture = await Capture.StartAsync([port, last], file);
        var (loaded, report) = await SmppProcess.RunAsync(
            "load", "--target", $"127.0.0.1:{port}", "--system-id", "a", "--password", "b", "--messages", $"{Messages}", "--window", "50");
        Assert.True(loaded == 0, report);
        await capture.StopAsync(last);

        await using var decode = SmppProcess.Start("decode", "--json", file);
        Assert.Equal(0, await decode.WaitForExitAsync());

        Assert.Empty(decode.Errors);
        var decoded = Tshark.Count(decode.Results.Select(Wire.CommandOf));
        Assert.Equal(Messages, decoded["submit_sm"]);
        var read = await Tshark.ReadAsync(file, [port, last]);
        Assert.Empty(read.Complaints);
        Assert.Equal(read.Commands, decoded);
    }

    [Theory]
    [InlineData("pcap")]
    [InlineData("pcapng")]
    public async Task A_capture_is_read_from_a_pipe(string format)
    {
        using var folder = new TempFolder();
        var file = folder["traffic.pcap"];
        await File.WriteAllBytesAsync(file, Traffic(), TestContext.Current.CancellationToken);
        string command = $"editcap -F {format} '{file}' - | dotnet '{Path.Combine(AppContext.BaseDirectory, "smpp.dll")}' decode --json -";

        await using var pipe = ChildProcess.StartProgram("bash", ["-c", command]);

        Assert.Equal(0, await pipe.WaitForExitAsync());
        Assert.Equal(3, pipe.Results.Length);
    }

    /// <summary>A session of three PDUs, in segments that come in another order, over Ethernet and IPv4.</summary>
    private static byte[] Traffic()
    {
        byte[] octets =
        [
            .. new EmptyPdu(CommandId.EnquireLink).ToArray(1), .. new EmptyPdu(CommandId.EnquireLink).ToArray(2),
            .. new EmptyPdu(CommandId.Unbind).ToArray(3),
        ];
        return CaptureFile.Pcap()
            .Add(1, 1, Frame(0, Packets.Syn, []))
            .Add(1, 2, Frame(21, Packets.Ack, octets.AsSpan(20)))
            .Add(1, 3, Frame(1, Packets.Ack, octets.AsSpan(0, 30)))
            .ToArray();
    }

    private static byte[] Frame(uint sequence, byte flags, ReadOnlySpan<byte> payload) =>
        Packets.Ethernet(Packets.IPv4("10.0.0.1", "10.0.0.2", Packets.Tcp(40000, 2775, sequence, flags, payload)));
}
