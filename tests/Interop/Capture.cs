using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Shared;
using Smpp.Protocol;

namespace Interop;

/// <summary>dumpcap on the loopback interface.</summary>
internal sealed class Capture : IAsyncDisposable
{
    private readonly ChildProcess _dumpcap;

    private Capture(ChildProcess dumpcap, string file)
    {
        _dumpcap = dumpcap;
        File = file;
    }

    public string File { get; }

    public static async Task<Capture> StartAsync(IEnumerable<int> ports, string file)
    {
        string filter = string.Join(" or ", ports.Select(port => $"tcp port {port}"));
        var dumpcap = ChildProcess.StartProgram("dumpcap", ["-i", "lo", "-B", "64", "-f", filter, "-w", file]);
        var capture = new Capture(dumpcap, file);
        try
        {
            await dumpcap.WaitForLineAsync("File: ");
            return capture;
        }
        catch
        {
            await capture.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Ends the capture once it holds everything said until now: what dumpcap has not read when it is stopped would be lost. An
    /// enquire_link over one of the captured ports, on which nobody may be listening, is how this is known.
    /// </summary>
    public async Task StopAsync(int port)
    {
        byte[] mark = new EmptyPdu(CommandId.EnquireLink).ToArray((uint)RandomNumberGenerator.GetInt32(int.MaxValue));
        using (var listener = new TcpListener(IPAddress.Loopback, port))
        {
            listener.Start();
            using var sender = new TcpClient();
            await sender.ConnectAsync(IPAddress.Loopback, port);
            using var receiver = await listener.AcceptTcpClientAsync();
            await sender.GetStream().WriteAsync(mark);
            await receiver.GetStream().ReadExactlyAsync(new byte[mark.Length]);
        }
        await Until.Async(async () => (await ReadAsync()).AsSpan().IndexOf(mark) >= 0, what: $"the last PDU is in {File}");
        _dumpcap.Interrupt();
        await _dumpcap.WaitForExitAsync();
        Assert.Contains(_dumpcap.Lines, line => line.Contains("received/dropped", StringComparison.Ordinal)
            && line.Contains("/0 (pcap:0/", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _dumpcap.DisposeAsync();

    private async Task<byte[]> ReadAsync()
    {
        await using var file = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] all = new byte[file.Length];
        await file.ReadExactlyAsync(all);
        return all;
    }
}
