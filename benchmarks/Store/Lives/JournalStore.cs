using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Storage;
using Storage.Cdr;
using Storage.Live;

namespace Store.Lives;

/// <summary>
/// The journal, what is alive and the receipt index, used as the gateway's flows use them; with CDRs in SQLite behind it where asked for.
/// </summary>
internal sealed class JournalStore : ILifeStore, IReplay, ICommitGate
{
    private const int MessagesPerReclaim = 50_000;

    private readonly Journal _journal;
    private readonly CdrExporter? _exporter;
    private readonly LiveSet _live = new();
    private readonly ReceiptIndex _index = new(ReceiptIdForm.Verbatim);
    private readonly Reclaimer _reclaimer;
    private readonly Name _account;
    private readonly Name _route;
    private readonly Name _upstream;
    private readonly Queue<StoredMessage> _messages = new();
    private readonly Queue<StoredReceipt> _receipts = new();
    private readonly object _committed = new();
    private int _durable;
    private int _sinceReclaim;

    public JournalStore(string folder, bool exportsCdrs)
    {
        var options = new JournalOptions { Folder = Path.Combine(folder, "journal") };
        _journal = Journal.Open(options, this, this, TimeProvider.System, NullLogger.Instance);
        if (exportsCdrs)
        {
            _exporter = CdrExporter.Start(
                _journal, new SqliteCdrSink(Path.Combine(folder, "cdr.db"), "node"), new CdrExporterOptions(), TimeProvider.System,
                NullLogger.Instance);
        }
        else
        {
            _journal.KeepFrom = JournalPosition.End;
        }
        _reclaimer = new Reclaimer(_journal, _live, () => _exporter?.ExportedPosition ?? JournalPosition.End);
        var names = new Name.Table();
        _account = names.Get("customer");
        _route = names.Get("default");
        _upstream = names.Get("carrier");
    }

    public void Accept(long first, int count)
    {
        for (long number = first; number < first + count; number++)
        {
            var message = new StoredMessage(this)
            {
                Id = _journal.Ids.Next(),
                Account = _account,
                Route = _route,
                Source = Work.Source,
                Destination = Work.Destination,
                Flags = EventFlags.ReceiptWanted,
                RegisteredDelivery = 1,
                Segments = 1,
                Octets = 160,
                SubmittedAt = number + 1,
                ExpiresAt = long.MaxValue,
            };
            message.SetBody(Work.Octets(number, Work.BodyOctets));
            message.Describe(EventKind.Accepted, number, out var e);
            e.Payload = message.Body;
            _live.Add(message, Append(e, message, essential: false));
            _messages.Enqueue(message);
        }
        Wait(count);
    }

    public void Send(long first, int count)
    {
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        for (long number = first; number < first + count; number++)
        {
            var message = _messages.Dequeue();
            Work.WriteUpstreamId(number, id);
            message.SetUpstreamMessageId(id);
            message.Upstream = _upstream;
            message.SentAt = number + 1;
            message.DropBody();
            message.State = LiveState.AwaitingReceipt;
            message.Describe(EventKind.Sent, number, out var e);
            _live.Move(message, Append(e, null));
            _index.Add(id, message);
        }
    }

    public void Receive(long first, int count)
    {
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        for (long number = first; number < first + count; number++)
        {
            Work.WriteUpstreamId(number, id);
            var message = _index.Find(id, Work.Destination, Work.Source, out _)!;
            message.Describe(EventKind.Receipt, number, out var e);
            var receipt = new StoredReceipt(this) { Account = _account, ExpiresAt = long.MaxValue };
            receipt.About(message);
            receipt.SetBody(Work.Octets(number, Work.ReceiptOctets));
            e.Payload = receipt.Body;
            var position = Append(e, receipt);
            message.State = LiveState.Done;
            _index.Remove(message);
            _live.Remove(message);
            _live.Add(receipt, position);
            _receipts.Enqueue(receipt);
        }
        Wait(count);
    }

    public void Finish(long first, int count)
    {
        for (long number = first; number < first + count; number++)
        {
            var receipt = _receipts.Dequeue();
            receipt.Describe(EventKind.ReceiptSent, number, out var e);
            Append(e, null);
            _live.Remove(receipt);
        }
        _sinceReclaim += count;
        if (_sinceReclaim < MessagesPerReclaim)
            return;
        _sinceReclaim = 0;
        _reclaimer.Run();
    }

    public void Complete() => _exporter?.FlushAsync(_journal.AppendPosition, CancellationToken.None).Wait();

    public void Dispose()
    {
        _exporter?.DisposeAsync().AsTask().Wait();
        _journal.DisposeAsync().AsTask().Wait();
    }

    void IReplay.OnEvent(in JournalEvent e, JournalPosition position)
    {
    }

    void ICommitGate.OnCommitting()
    {
    }

    void ICommitGate.OnCommitted()
    {
        lock (_committed)
            Monitor.Pulse(_committed);
    }

    private void OnDurable() => Volatile.Write(ref _durable, _durable + 1);

    private void Wait(int count)
    {
        lock (_committed)
        {
            while (Volatile.Read(ref _durable) < count)
                Monitor.Wait(_committed);
        }
        _durable = 0;
    }

    private JournalPosition Append(in JournalEvent e, IDurable? whenDurable, bool essential = true)
    {
        AppendResult result;
        JournalPosition position;
        while ((result = _journal.TryAppend(e, whenDurable, out position, essential)) == AppendResult.Busy)
            Thread.Yield();
        return result == AppendResult.Ok ? position : throw new IOException($"the journal says {result}");
    }

    private sealed class StoredMessage(JournalStore store) : LiveMessage, IDurable
    {
        public void OnDurable()
        {
            State = LiveState.Queued;
            store.OnDurable();
        }

        public void OnStoreFailed() => store.OnDurable();
    }

    private sealed class StoredReceipt(JournalStore store) : Delivery, IDurable
    {
        public void OnDurable() => store.OnDurable();

        public void OnStoreFailed() => store.OnDurable();
    }
}
