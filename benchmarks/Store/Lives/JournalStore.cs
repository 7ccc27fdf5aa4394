using Storage;
using Storage.Live;

namespace Store.Lives;

/// <summary>
/// The journal, what is alive and the receipt index, used as the gateway's flows use them; with CDRs in SQLite behind it where asked for.
/// Several threads may share a node, each with a store of its own.
/// </summary>
internal sealed class JournalStore : ILifeStore
{
    private readonly JournalNode _node;
    private readonly Queue<StoredMessage> _messages = new();
    private readonly Queue<StoredReceipt> _receipts = new();
    private readonly object _committed = new();
    private readonly bool _ownsNode;
    private int _durable;

    public JournalStore(JournalNode node, bool ownsNode)
    {
        _node = node;
        _ownsNode = ownsNode;
        node.Add(this);
    }

    public void Accept(long first, int count)
    {
        for (long number = first; number < first + count; number++)
        {
            var message = new StoredMessage(this)
            {
                Id = _node.Journal.Ids.Next(),
                Account = _node.Account,
                Route = _node.Route,
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
            _node.Live.Add(message, Append(e, message, essential: false));
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
            message.Upstream = _node.Upstream;
            message.SentAt = number + 1;
            message.DropBody();
            message.State = LiveState.AwaitingReceipt;
            message.Describe(EventKind.Sent, number, out var e);
            _node.Live.Move(message, Append(e, null));
            _node.Index.Add(id, message);
        }
    }

    public void Receive(long first, int count)
    {
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        for (long number = first; number < first + count; number++)
        {
            Work.WriteUpstreamId(number, id);
            var message = _node.Index.Find(id, Work.Destination, Work.Source, out _)!;
            message.Describe(EventKind.Receipt, number, out var e);
            var receipt = new StoredReceipt(this) { Account = _node.Account, ExpiresAt = long.MaxValue };
            receipt.About(message);
            receipt.SetBody(Work.Octets(number, Work.ReceiptOctets));
            e.Payload = receipt.Body;
            var position = Append(e, receipt);
            message.State = LiveState.Done;
            _node.Index.Remove(message);
            _node.Live.Remove(message);
            _node.Live.Add(receipt, position);
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
            _node.Live.Remove(receipt);
        }
        _node.Finished(count);
    }

    public void Complete() => _node.Complete();

    public void Dispose()
    {
        if (_ownsNode)
            _node.Dispose();
    }

    /// <summary>A batch was committed.</summary>
    public void OnCommitted()
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
        while ((result = _node.Journal.TryAppend(e, whenDurable, out position, essential)) == AppendResult.Busy)
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
