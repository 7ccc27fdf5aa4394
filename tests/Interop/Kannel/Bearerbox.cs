using System.Collections.Specialized;
using System.Globalization;
using System.Xml.Linq;
using Shared;

namespace Interop.Kannel;

/// <summary>Kannel as a customer's application: bearerbox holds the binds, smsbox speaks HTTP with the application.</summary>
internal sealed class Bearerbox : IAsyncDisposable
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

    private Bearerbox()
    {
    }

    /// <summary>Where messages (/mo) and receipts (/dlr) come in.</summary>
    public HttpInbox Inbox { get; } = new();

    public static async Task<Bearerbox> StartAsync(BearerboxOptions options)
    {
        var started = new Bearerbox();
        try
        {
            await started.StartProcessesAsync(options);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>For how many seconds each of its binds is online, as bearerbox itself says; null for one that is not.</summary>
    public async Task<int?[]> AskSecondsOnlineAsync()
    {
        var address = new Uri($"http://{Host}:{_adminPort}/status.xml?password={AdminPassword}");
        var status = XDocument.Parse(await _http.GetStringAsync(address));
        return
        [
            .. status.Descendants("smsc").Select(smsc =>
                smsc.Element("status")!.Value.Split(' ') is ["online", var seconds]
                    ? int.Parse(seconds.TrimEnd('s'), CultureInfo.InvariantCulture)
                    : (int?)null),
        ];
    }

    public Task WaitBoundAsync() => UntilAsync(
        async () => await AskSecondsOnlineAsync() is { Length: > 0 } binds && binds.All(seconds => seconds is not null), "it is bound");

    /// <summary>Waits until the application behind smsbox has so many receipts of this kind.</summary>
    /// <returns>All that it has.</returns>
    public async Task<NameValueCollection[]> WaitReceiptsAsync(string kind, int count = 1)
    {
        await UntilAsync(
            () => Task.FromResult(Inbox.At("/dlr").Count(receipt => receipt["kind"] == kind) >= count), $"it has {count} receipts {kind}");
        return Inbox.At("/dlr");
    }

    /// <summary>Waits until the application behind smsbox has so many messages.</summary>
    public async Task<NameValueCollection[]> WaitMessagesAsync(int count)
    {
        await UntilAsync(() => Task.FromResult(Inbox.At("/mo").Length >= count), $"it has {count} messages");
        return Inbox.At("/mo");
    }

    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        try
        {
            await Until.Async(condition, what: what);
        }
        catch (TimeoutException e)
        {
            var told = _bearerbox!.Lines.Concat(_smsbox?.Lines ?? []).Where(line => !line.Contains(" DEBUG: ", StringComparison.Ordinal));
            throw new TimeoutException($"{e.Message}\n{string.Join('\n', told)}", e);
        }
    }

    /// <summary>PDUs of this type in bearerbox's log of its traffic.</summary>
    public int Logged(string command) => _bearerbox!.Lines.Count(line => line.EndsWith($"type_name: {command}", StringComparison.Ordinal));

    /// <summary>Sends a text through smsbox and asks for every kind of receipt.</summary>
    /// <param name="to">The destination.</param>
    /// <param name="text">The text.</param>
    /// <param name="coding">Kannel's coding: 0 = GSM 7-bit, 2 = UCS-2.</param>
    public async Task SendAsync(string to, string text, int coding = 0)
    {
        const int everyKind = 31;
        string receiptAddress = Uri.EscapeDataString($"{Inbox.Address}/dlr?kind=%d&to=%p&id=%F&text=%A");
        var answer = await _http.GetStringAsync(new Uri(
            $"http://{Host}:{_httpPort}/cgi-bin/sendsms?username={HttpUser}&password={HttpUser}&from=ACME&to={Uri.EscapeDataString(to)}" +
            $"&text={Uri.EscapeDataString(text)}&charset=UTF-8&coding={coding}&dlr-mask={everyKind}&dlr-url={receiptAddress}"));
        Assert.StartsWith("0: Accepted for delivery", answer, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_smsbox is not null)
            await _smsbox.DisposeAsync();
        if (_bearerbox is not null)
            await _bearerbox.DisposeAsync();
        await Inbox.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task StartProcessesAsync(BearerboxOptions options)
    {
        var binds = options.ReceiverPort is { } receiverPort
            ? Smsc(options, $"port = {options.Port}") + Smsc(options, $"receive-port = {receiverPort}")
            : Smsc(options, $"port = {options.Port}\ntransceiver-mode = true");
        var configuration = _folder.Write("kannel.conf", $"""
            group = core
            admin-port = {_adminPort}
            admin-password = {AdminPassword}
            smsbox-port = {FreePort.Next()}
            log-level = 0
            box-deny-ip = "*.*.*.*"
            box-allow-ip = "{Host}"
            sms-resend-freq = 1
            {options.Core}

            {binds}
            group = smsbox
            bearerbox-host = {Host}
            sendsms-port = {_httpPort}

            group = sendsms-user
            username = {HttpUser}
            password = {HttpUser}
            max-messages = 10
            concatenation = true

            group = sms-service
            keyword = default
            catch-all = true
            max-messages = 0
            get-url = "{Inbox.Address}/mo?from=%p&to=%P&text=%b&coding=%c&charset=%C"

            """);
        _bearerbox = ChildProcess.StartProgram("bearerbox", ["-v", "0", configuration]);
        await _bearerbox.WaitForLineAsync("Start-up done");
        _smsbox = ChildProcess.StartProgram("smsbox", ["-v", "0", configuration]);
        await _bearerbox.WaitForLineAsync("Client connected");
    }

    private static string Smsc(BearerboxOptions options, string ports) => $"""
        group = smsc
        smsc = smpp
        smsc-id = centre
        host = {Host}
        {ports}
        smsc-username = {options.SystemId}
        smsc-password = {GatewayAndCarrier.Password}
        system-type = ""
        enquire-link-interval = {options.EnquireLinkSeconds}
        reconnect-delay = 1
        {options.Smsc}


        """;
}
