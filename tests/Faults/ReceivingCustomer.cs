using System.Globalization;
using System.Text;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Faults;

/// <summary>How a customer answers what it is sent.</summary>
internal enum Manner
{
    /// <summary>At once.</summary>
    Prompt,

    /// <summary>After a while.</summary>
    Slow,

    /// <summary>Never.</summary>
    Mute,

    /// <summary>It takes so few and then hangs up.</summary>
    Flapping,
}

/// <summary>
/// A customer that only receives. What it has acknowledged it writes into a ledger, in the order in which it came.
/// </summary>
internal sealed class ReceivingCustomer : ISessionHandler, IAsyncDisposable
{
    private const int FlapAfter = 20;
    private const int FileBuffer = 1 << 20;

    private static readonly TimeSpan Hesitation = TimeSpan.FromMilliseconds(300);

    private readonly Manner _manner;
    private readonly StreamWriter _ledger;
    private readonly Lock _gate = new();
    private BoundSession? _session;
    private int _count;

    private ReceivingCustomer(string ledger, Manner manner)
    {
        _manner = manner;
        var file = new FileStream(ledger, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, FileBuffer);
        _ledger = new StreamWriter(file, Encoding.ASCII, FileBuffer);
    }

    /// <summary>What came, acknowledged or not.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Completes when the session has ended.</summary>
    public Task<SessionEnd> Ended => _session!.Session.Completion;

    public static async Task<ReceivingCustomer> BindAsync(Site site, string systemId, string ledger, Manner manner = Manner.Prompt)
    {
        var customer = new ReceivingCustomer(site.Ledger(ledger), manner);
        var bind = new Bind(CommandId.BindReceiver) { SystemId = systemId, Password = Site.Password };
        var options = SessionOptions.Default with { InboundWindow = 10_000 };
        customer._session = await BoundSession.ConnectAsync(site.Gateway, bind, customer, options);
        return customer;
    }

    void ISessionHandler.OnMessage(in Inbound request, scoped in MessageView message)
    {
        Interlocked.Increment(ref _count);
        if (_manner == Manner.Mute || !Receipt.TryRead(message, out var receipt))
            return;
        lock (_gate)
        {
            _ledger.Write("got-receipt ");
            _ledger.Write(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            _ledger.Write("000 ");
            _ledger.Write(Encoding.ASCII.GetString(receipt.Id));
            _ledger.Write(' ');
            _ledger.Write(Encoding.ASCII.GetString(receipt.State.WordOctets));
            _ledger.Write('\n');
        }
        if (_manner == Manner.Slow)
            _ = AcceptLateAsync(request);
        else
            request.Accept();
        if (_manner == Manner.Flapping && _count == FlapAfter)
            request.Session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
    }

    void ISessionHandler.OnEnd(SmppSession session, SessionEnd end)
    {
    }

    private static async Task AcceptLateAsync(Inbound request)
    {
        await Task.Delay(Hesitation);
        request.Accept();
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        lock (_gate)
            _ledger.Dispose();
    }
}
