using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Load.Figures;
using Load.Runs;
using Shared;

namespace Load.References;

/// <summary>
/// Kannel's bearerbox and smsbox, from Debian, on the same way to the same carrier: HTTP in, SMPP out with a window of 100, without
/// receipts. Its store is a folder of files that it does not sync.
/// </summary>
internal sealed class Kannel : IAsyncDisposable
{
    public const string WithoutStore = "reference/kannel/no-store";
    public const string WithSpool = "reference/kannel/spool";

    private const string Bearerbox = "/usr/sbin/bearerbox";
    private const int Clients = 32;
    private const string Password = "kannel";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SentLimit = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly int _adminPort = FreePort.Next();
    private readonly int _httpPort = FreePort.Next();
    private readonly Site _site;
    private ChildProcess _carrier = null!;
    private ChildProcess _bearerbox = null!;
    private ChildProcess _smsbox = null!;

    private Kannel(string smpp) => _site = new Site(smpp);

    public static bool IsInstalled => File.Exists(Bearerbox);

    /// <param name="name">One of the names above.</param>
    /// <param name="smpp">The executable of the carrier.</param>
    /// <param name="runs">Runs of the figure.</param>
    /// <param name="seconds">Length of each.</param>
    public static async Task<Figure> MeasureAsync(string name, string smpp, int runs, double seconds)
    {
        await using var kannel = new Kannel(smpp);
        await kannel.StartAsync(name == WithSpool);
        await kannel.RunAsync(seconds);
        var measured = new List<Run>();
        for (int i = 0; i < runs; i++)
            measured.Add(await kannel.RunAsync(seconds));
        string store = name == WithSpool ? "its spool store, not synced" : "no store";
        return new Figure(name, $"Kannel {store}: HTTP in with {Clients} clients, SMPP out with window 100; customer is smsbox",
            new Dictionary<string, Measure>
            {
                [Quantity.Rate] = Measure.Of(measured.Select(run => run.Messages / run.Seconds)),
                [Quantity.CustomerCpu] = Measure.Of(measured.Select(run => run.SmsboxSeconds * 1e6 / run.Messages)),
                [Quantity.GatewayCpu] = Measure.Of(measured.Select(run => run.BearerboxSeconds * 1e6 / run.Messages)),
                [Quantity.CarrierCpu] = Measure.Of(measured.Select(run => run.CarrierSeconds * 1e6 / run.Messages)),
                [Quantity.PeakMemory] = Measure.Of(ProcessUsage.PeakMebi(kannel._bearerbox.Id)),
            });
    }

    public async ValueTask DisposeAsync()
    {
        if (_smsbox is not null)
            await _smsbox.DisposeAsync();
        if (_bearerbox is not null)
            await _bearerbox.DisposeAsync();
        await _site.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync(bool spool)
    {
        int carrierPort = FreePort.Next();
        _carrier = await _site.StartCarrierAsync(carrierPort);
        string store = spool ? $"store-type = spool\nstore-location = \"{Directory.CreateDirectory(_folder["spool"]).FullName}\"" : "";
        string configuration = _folder.Write("kannel.conf", $"""
            group = core
            admin-port = {_adminPort}
            admin-password = {Password}
            smsbox-port = {FreePort.Next()}
            log-level = 1
            box-deny-ip = "*.*.*.*"
            box-allow-ip = "{Site.Host}"
            {store}

            group = smsc
            smsc = smpp
            smsc-id = carrier
            host = {Site.Host}
            port = {carrierPort}
            transceiver-mode = true
            smsc-username = kannel
            smsc-password = {Password}
            system-type = ""
            max-pending-submits = 100
            log-level = 2

            group = smsbox
            bearerbox-host = {Site.Host}
            sendsms-port = {_httpPort}
            log-level = 2

            group = sendsms-user
            username = {Password}
            password = {Password}

            group = sms-service
            keyword = default
            text = ""

            """);
        _bearerbox = ChildProcess.StartProgram(Bearerbox, ["-v", "1", configuration]);
        await _bearerbox.WaitForLineAsync("Start-up done", StartLimit);
        _smsbox = ChildProcess.StartProgram("/usr/sbin/smsbox", ["-v", "2", configuration]);
        await _bearerbox.WaitForLineAsync("Client connected", StartLimit);
        await Until.Async(
            async () => (await StatusAsync()).Descendants("smsc").First().Element("status")!.Value
                .StartsWith("online", StringComparison.Ordinal),
            StartLimit, "bearerbox is bound");
    }

    private async Task<Run> RunAsync(double seconds)
    {
        long before = await SentAsync();
        double bearerbox = ProcessUsage.CpuSeconds(_bearerbox.Id), smsbox = ProcessUsage.CpuSeconds(_smsbox.Id);
        double carrier = ProcessUsage.CpuSeconds(_carrier.Id);
        long started = Stopwatch.GetTimestamp();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var clients = new HttpClients(_httpPort, Clients, number => string.Create(
            CultureInfo.InvariantCulture,
            $"/cgi-bin/sendsms?username={Password}&password={Password}&from=LOAD&to=447700{number % 1_000_000:000000}&text={Text}"));
        long messages = await clients.RunAsync(stop.Token);
        await Until.Async(async () => await SentAsync() - before >= messages, SentLimit, "bearerbox has sent what it took");
        return new Run(
            messages, Stopwatch.GetElapsedTime(started).TotalSeconds, ProcessUsage.CpuSeconds(_smsbox.Id) - smsbox,
            ProcessUsage.CpuSeconds(_bearerbox.Id) - bearerbox, ProcessUsage.CpuSeconds(_carrier.Id) - carrier);
    }

    private static string Text { get; } = new('x', 100);

    /// <summary>Messages that the carrier has answered.</summary>
    private async Task<long> SentAsync() => long.Parse(
        (await StatusAsync()).Root!.Element("sms")!.Element("sent")!.Element("total")!.Value, CultureInfo.InvariantCulture);

    private async Task<XDocument> StatusAsync() => XDocument.Parse(await _http.GetStringAsync(
        new Uri($"http://{Site.Host}:{_adminPort}/status.xml?password={Password}")));

    private readonly record struct Run(long Messages, double Seconds, double SmsboxSeconds, double BearerboxSeconds, double CarrierSeconds);
}
