using System.Net;
using System.Net.Sockets;
using System.Text;
using Shared;
using Smpp.Client;
using Smpp.Protocol;

namespace Interop.Kannel;

/// <summary>
/// Our client bound to drive_smpp, the message centre that Kannel's own checks use, from Debian's kannel-extras. Of its tools it is
/// the one that is an SMPP server; fakesmsc and test_smsc speak protocols of Kannel's own.
/// </summary>
public sealed class DriveSmppTests(Wire wire) : IClassFixture<Wire>
{
    private const string Program = "/usr/lib/kannel/test/drive_smpp";
    private const int Messages = 20;

    // It sends each message in turn to the receiver, and looks for a bearerbox here, which it needs for nothing in this test, but
    // ends when there is none.
    private const int BearerboxPort = 13_001;

    [Fact]
    public async Task The_client_takes_its_messages_and_it_takes_the_client_s()
    {
        Assert.True(File.Exists(Program), $"{Program} is missing: the Debian package kannel-extras has it.");
        using var bearerbox = Listen();
        int port = wire.Port();
        await using var centre = ChildProcess.StartProgram(Program, ["-v", "0", "-p", $"{port}", "-m", $"{Messages}"]);
        await centre.WaitForLineAsync("accept_thread) maps to");
        await using var client = await SmppClient.ConnectAsync(new SmppClientOptions
        {
            Host = GatewayAndCarrier.Host, Port = port, SystemId = "kannel", Password = "secret", Mode = BindMode.Pair,
        });

        for (int i = 1; i < Messages; i++)
            Assert.Equal(SubmitOutcome.Accepted, (await client.SubmitAsync(new SubmitSm
            {
                Source = Address.Parse("123"), Destination = Address.Parse("456"), ShortMessage = Encoding.ASCII.GetBytes($"{i}"),
            })).Outcome);
        var texts = new List<string>();
        await foreach (var message in client.Messages)
        {
            texts.Add(message.Text);
            if (texts.Count == Messages)
                break;
        }

        Assert.Equal(Enumerable.Range(1, Messages).Select(number => $"{number}"), texts);
        await Until.Async(() => Handled(centre, "deliver_sm_resp") == Messages && Handled(centre, "enquire_link_resp") > 0);
        Assert.Equal(Messages - 1, Handled(centre, "submit_sm"));
    }

    private static int Handled(ChildProcess centre, string command) =>
        centre.Lines.Count(line => line.EndsWith($"Handling SMPP PDU of type {command}", StringComparison.Ordinal));

    /// <summary>Null where another run of these tests listens already, which serves as well.</summary>
    private static TcpListener? Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, BearerboxPort);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            listener.Dispose();
            return null;
        }
    }
}
