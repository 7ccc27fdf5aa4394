using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// Finds the message that a receipt is about. A receipt may come before the response that brings its id, above all over another bind:
/// while messages are on their way a receipt that matches nothing is kept for a moment. One whose answer is owed takes time from its
/// handler and a place in the peer's window meanwhile: of both a quarter at most. Thread-safe.
/// </summary>
internal sealed class SentIndex(SmppClientOptions options, Heartbeat heartbeat, Action<ReceivedReceipt, Arrival?> post) : IHeartbeatTarget
{
    private const int OwedShare = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _owedPatience = options.HandlerTimeout / OwedShare < Patience ? options.HandlerTimeout / OwedShare : Patience;
    private readonly int _mostOwed = Math.Max(1, options.InboundWindow / OwedShare);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Awaited>> _byId = new(StringComparer.Ordinal);
    // The same as by id: what is answered must not count among those of which the oldest is forgotten.
    private readonly LinkedList<Awaited> _byAge = new();
    // By age and by key: an answer looks only for its own, however many of other messages wait.
    private readonly LinkedList<Early> _early = new();
    private readonly Dictionary<string, Queue<LinkedListNode<Early>>> _earlyByKey = new(StringComparer.Ordinal);
    private long _parked;
    private int _onTheirWay;

    /// <summary>A message that asks for receipts is about to be sent; <see cref="OnSent"/> must follow.</summary>
    public void OnSending()
    {
        lock (_gate)
            _onTheirWay++;
    }

    /// <summary>The message has been answered, or null when it was given up.</summary>
    public void OnSent(SentMessage? message)
    {
        lock (_gate)
        {
            _onTheirWay--;
            List<LinkedListNode<Early>>? due = null;
            foreach (var part in message?.Parts ?? [])
            {
                if (!part.Result.IsAccepted)
                    continue;
                string key = KeyOf(part.MessageId);
                Remember(new Awaited(key, message!, part));
                if (_early.Count > 0 && _earlyByKey.TryGetValue(key, out var own))
                    (due ??= []).AddRange(own);
            }
            while (_onTheirWay == 0 && _early.First is { } oldest)
                PostEarly(oldest);
            if (due is not null)
                PostMatched(due);
        }
    }

    /// <summary>Posts a receipt with its message, now or after a moment.</summary>
    /// <param name="receipt">The receipt, without its message.</param>
    /// <param name="arrival">Its answer, where that is still owed.</param>
    public void OnReceipt(ReceivedReceipt receipt, Arrival? arrival)
    {
        string key = KeyOf(receipt.MessageId);
        lock (_gate)
        {
            if (_onTheirWay == 0 || _byId.ContainsKey(key))
                post(Match(key, receipt, arrival), arrival);
            else
                Park(key, receipt, arrival);
        }
    }

    public void OnHeartbeat(long now)
    {
        lock (_gate)
        {
            while (_early.First is { } oldest && now >= oldest.Value.Deadline)
                PostEarly(oldest);
        }
    }

    /// <summary>Posts what still waits; nothing more will match.</summary>
    public void Flush() => OnHeartbeat(long.MaxValue);

    /// <summary>Keeps one; the answers of all of a client's are owed, or of none, so that the oldest is always the first due.</summary>
    private void Park(string key, ReceivedReceipt receipt, Arrival? arrival)
    {
        bool isOwed = arrival is not null;
        if (isOwed && _early.Count >= _mostOwed)
            PostEarly(_early.First!);
        long deadline = heartbeat.Now + heartbeat.Ticks(isOwed ? _owedPatience : Patience);
        if (!_earlyByKey.TryGetValue(key, out var own))
            _earlyByKey[key] = own = new Queue<LinkedListNode<Early>>();
        own.Enqueue(_early.AddLast(new Early(key, receipt, arrival, deadline, _parked++)));
    }

    /// <summary>Posts those whose message is known, by age; what follows a final receipt of the same id goes on waiting.</summary>
    private void PostMatched(IEnumerable<LinkedListNode<Early>> due)
    {
        foreach (var early in due.OrderBy(early => early.Value.Number))
        {
            // A message centre may give several parts one id.
            if (early.List is not null && _byId.ContainsKey(early.Value.Key))
                PostEarly(early);
        }
    }

    /// <summary>Posts one, which must be the oldest of its key.</summary>
    private void PostEarly(LinkedListNode<Early> early)
    {
        var (key, receipt, arrival, _, _) = early.Value;
        _early.Remove(early);
        var own = _earlyByKey[key];
        own.Dequeue();
        if (own.Count == 0)
            _earlyByKey.Remove(key);
        post(Match(key, receipt, arrival), arrival);
    }

    private ReceivedReceipt Match(string key, ReceivedReceipt receipt, Arrival? arrival)
    {
        if (!_byId.TryGetValue(key, out var known))
            return receipt;
        var sent = known.Value;
        if (receipt.Receipt.IsFinal)
        {
            Forget(known);
            // A receipt that its handler refuses comes again.
            arrival?.OnRefusal(() => Restore(sent));
        }
        return receipt with { Message = sent.Message, Part = sent.Part };
    }

    private void Restore(in Awaited sent)
    {
        lock (_gate)
        {
            if (_byId.ContainsKey(sent.Key))
                return;
            Remember(sent);
            if (_earlyByKey.TryGetValue(sent.Key, out var own))
                PostMatched(own);
        }
    }

    private void Remember(in Awaited sent)
    {
        // A message centre that uses an id again means the later message.
        if (_byId.TryGetValue(sent.Key, out var earlier))
            Forget(earlier);
        while (_byAge.Count >= options.AwaitedReceipts)
            Forget(_byAge.First!);
        _byId[sent.Key] = _byAge.AddLast(sent);
    }

    private void Forget(LinkedListNode<Awaited> sent)
    {
        _byId.Remove(sent.Value.Key);
        _byAge.Remove(sent);
    }

    /// <summary>Responses and receipts disagree about letter case, zeros and blanks.</summary>
    private static string KeyOf(string id) => ReceiptIds.Normalize(id, ReceiptIdForm.Auto);

    /// <summary>What a receipt is awaited for.</summary>
    private readonly record struct Awaited(string Key, SentMessage Message, SentPart Part);

    /// <summary>A receipt that waits for its message.</summary>
    private readonly record struct Early(string Key, ReceivedReceipt Receipt, Arrival? Arrival, long Deadline, long Number);
}
