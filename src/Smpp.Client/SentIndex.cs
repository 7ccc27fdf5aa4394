using System.Text;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// Finds the message that a receipt is about. A receipt may come before the response that brings its id, above all over another bind:
/// while messages are on their way a receipt that matches nothing is kept for a moment. Thread-safe.
/// </summary>
internal sealed class SentIndex(int capacity, Heartbeat heartbeat, Action<ReceivedReceipt, Arrival?> post) : IHeartbeatTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (SentMessage Message, SentPart Part)> _byId = new(StringComparer.Ordinal);
    private readonly Queue<string> _byAge = new();
    private readonly Queue<(string Key, ReceivedReceipt Receipt, Arrival? Arrival, long Since)> _early = new();
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
            foreach (var part in message?.Parts ?? [])
            {
                if (part.Result.IsAccepted)
                    Remember(KeyOf(part.MessageId), message!, part);
            }
            for (int i = _early.Count; i > 0; i--)
            {
                var (key, receipt, arrival, since) = _early.Dequeue();
                if (_onTheirWay == 0 || _byId.ContainsKey(key))
                    post(Match(key, receipt, arrival), arrival);
                else
                    _early.Enqueue((key, receipt, arrival, since));
            }
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
                _early.Enqueue((key, receipt, arrival, heartbeat.Now));
        }
    }

    public void OnHeartbeat(long now)
    {
        lock (_gate)
        {
            while (_early.TryPeek(out var oldest) && now - oldest.Since >= heartbeat.Ticks(Patience))
            {
                _early.Dequeue();
                post(Match(oldest.Key, oldest.Receipt, oldest.Arrival), oldest.Arrival);
            }
        }
    }

    /// <summary>Posts what still waits; nothing more will match.</summary>
    public void Flush() => OnHeartbeat(long.MaxValue);

    private ReceivedReceipt Match(string key, ReceivedReceipt receipt, Arrival? arrival)
    {
        if (!_byId.TryGetValue(key, out var sent))
            return receipt;
        if (!receipt.Receipt.IsIntermediate && receipt.State.IsFinal)
        {
            _byId.Remove(key);
            // A receipt that its handler refuses comes again.
            if (arrival is not null)
                arrival.Undo = () => Restore(key, sent);
        }
        return receipt with { Message = sent.Message, Part = sent.Part };
    }

    private void Restore(string key, (SentMessage Message, SentPart Part) sent)
    {
        lock (_gate)
            _byId.TryAdd(key, sent);
    }

    private void Remember(string key, SentMessage message, SentPart part)
    {
        while (_byAge.Count >= capacity)
            _byId.Remove(_byAge.Dequeue());
        _byId[key] = (message, part);
        _byAge.Enqueue(key);
    }

    /// <summary>Responses and receipts disagree about letter case, zeros and blanks.</summary>
    private static string KeyOf(string id)
    {
        Span<byte> octets = stackalloc byte[ReceiptIds.MaxLength];
        if (id.Length > octets.Length)
            return id;
        int length = Encoding.Latin1.GetBytes(id, octets);
        Span<byte> canonical = stackalloc byte[ReceiptIds.MaxLength];
        return Encoding.Latin1.GetString(canonical[..ReceiptIds.Normalize(octets[..length], ReceiptIdForm.Auto, canonical)]);
    }
}
