using System.Globalization;
using System.Xml.Linq;
using Shared;

namespace Interop;

/// <summary>Kannel as a customer's application: bearerbox holds the bind, smsbox takes messages over HTTP.</summary>
internal sealed class Kannel : IAsyncDisposable
{
    private const string Host = GatewayAndCarrier.Host;
    private const string AdminPassword = "admin";
    private const string HttpUser = "http";

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly int _adminPort = FreePort.Next();
    private readonly int _httpPort = FreePort.Next();
    private ChildProcess? _bearerbox;
    private ChildProcess? _smsbox;

    private Kannel()
    {
    }

    public static async Task<Kannel> StartAsync(int gatewayPort, int enquireLinkSeconds)
    {
        var started = new Kannel();
        try
        {
            await started.StartProcessesAsync(gatewayPort, enquireLinkSeconds);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>What bearerbox itself says of its bind.</summary>
    public async Task<Bind> AskBindAsync()
    {
        var address = new Uri($"http://{Host}:{_adminPort}/status.xml?password={AdminPassword}");
        var status = XDocument.Parse(await _http.GetStringAsync(address));
        var smsc = status.Descendants("smsc").Single();
        var words = smsc.Element("status")!.Value.Split(' ');
        return new Bind(
            OnlineSeconds: words is ["online", var seconds] ? int.Parse(seconds.TrimEnd('s'), CultureInfo.InvariantCulture) : 0,
            Sent: (int)smsc.Element("sms")!.Element("sent")!,
            Receipts: (int)smsc.Element("dlr")!.Element("received")!);
    }

    /// <summary>PDUs of this type in bearerbox's log of its traffic.</summary>
    public int Logged(string command) => _bearerbox!.Lines.Count(line => line.EndsWith($"type_name: {command}", StringComparison.Ordinal));

    public async Task SendAsync(string from, string to, string text)
    {
        const int deliveredToTheHandset = 1;
        var receiptAddress = Uri.EscapeDataString($"http://{Host}:{FreePort.Next()}/");
        var answer = await _http.GetStringAsync(new Uri(
            $"http://{Host}:{_httpPort}/cgi-bin/sendsms?username={HttpUser}&password={HttpUser}&from={from}&to={Uri.EscapeDataString(to)}" +
            $"&text={Uri.EscapeDataString(text)}&dlr-mask={deliveredToTheHandset}&dlr-url={receiptAddress}"));
        Assert.StartsWith("0: Accepted for delivery", answer, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_smsbox is not null)
            await _smsbox.DisposeAsync();
        if (_bearerbox is not null)
            await _bearerbox.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task StartProcessesAsync(int gatewayPort, int enquireLinkSeconds)
    {
        var configuration = _folder.Write("kannel.conf", $"""
            group = core
            admin-port = {_adminPort}
            admin-password = {AdminPassword}
            smsbox-port = {FreePort.Next()}
            log-level = 0
            box-deny-ip = "*.*.*.*"
            box-allow-ip = "{Host}"

            group = smsc
            smsc = smpp
            smsc-id = gateway
            host = {Host}
            port = {gatewayPort}
            transceiver-mode = true
            smsc-username = {GatewayAndCarrier.SystemId}
            smsc-password = {GatewayAndCarrier.Password}
            system-type = ""
            enquire-link-interval = {enquireLinkSeconds}
            reconnect-delay = 1

            group = smsbox
            bearerbox-host = {Host}
            sendsms-port = {_httpPort}

            group = sendsms-user
            username = {HttpUser}
            password = {HttpUser}

            """);
        _bearerbox = ChildProcess.StartProgram("bearerbox", ["-v", "0", configuration]);
        await _bearerbox.WaitForLineAsync("Start-up done");
        _smsbox = ChildProcess.StartProgram("smsbox", ["-v", "0", configuration]);
        await _bearerbox.WaitForLineAsync("Client connected");
    }

    internal readonly record struct Bind(int OnlineSeconds, int Sent, int Receipts);
}
