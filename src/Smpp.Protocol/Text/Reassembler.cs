using System.Diagnostics.CodeAnalysis;

namespace Smpp.Protocol;

/// <summary>
/// Puts the parts of long messages together, in any order, by header or sar_* TLVs. It holds no more than its bounds allow and tells what
/// became of each part; it has no clock, so the caller passes the time and asks what has waited too long. For one thread.
/// </summary>
/// <remarks>
/// Parts belong together when scope, source, destination, reference, its width and the total agree (3GPP 23.040 §9.2.3.24.1): two
/// senders with the same reference stay apart.
/// </remarks>
/// <typeparam name="TTag">What the caller keeps with a part, for example the id of its record.</typeparam>
/// <param name="maxMessages">Messages that may be incomplete at a time, at least 1.</param>
/// <param name="maxOctets">
/// Octets that their parts may have together, at least 1: of each its user data and its <see cref="MessagePart{TTag}.Overhead"/>.
/// </param>
public sealed class Reassembler<TTag>(int maxMessages, int maxOctets)
{
    private readonly Dictionary<ReassemblyKey, IncompleteMessage<TTag>> _messages = [];
    private readonly LinkedList<IncompleteMessage<TTag>> _byAge = [];
    private readonly int _maxMessages = Positive(maxMessages, nameof(maxMessages));
    private readonly int _maxOctets = Positive(maxOctets, nameof(maxOctets));
    private long _octets;

    /// <summary>Incomplete messages.</summary>
    public int Count => _messages.Count;

    /// <summary>Octets that their parts hold: user data and <see cref="MessagePart{TTag}.Overhead"/>.</summary>
    public int Octets => (int)_octets;

    /// <summary>Adds a submit_sm or deliver_sm if it is a part; copies what it keeps.</summary>
    /// <param name="scope">What keeps references of different origin apart: for example the bind.</param>
    /// <param name="view">The message.</param>
    /// <param name="tag">Comes back with the part.</param>
    /// <param name="now">The time, on any scale that only goes forward.</param>
    /// <param name="whole">All parts in their order when this one completed them.</param>
    public ReassemblyOutcome Add(ulong scope, scoped in MessageView view, TTag tag, long now, out ReassembledMessage<TTag>? whole)
    {
        whole = null;
        if (!Concatenation.TryRead(view, out Concatenation place))
            return ReassemblyOutcome.NotAPart;
        var part = new MessagePart<TTag>(place.Number, view.DataCoding, view.EsmClass.HasUdh, view.UserData.ToArray(), tag)
        {
            Overhead = MessagePart<TTag>.OfObjects + view.TlvBytes.Length,
        };
        return Add(new ReassemblyKey(scope, view.Source, view.Destination, place.Reference, place.Total, place.Wide), part, now, out whole);
    }

    /// <summary>Adds a part whose place is known.</summary>
    /// <param name="scope">What keeps references of different origin apart: for example the bind.</param>
    /// <param name="source">The sender.</param>
    /// <param name="destination">The recipient.</param>
    /// <param name="place">Which part of which message it is; its number must be the part's.</param>
    /// <param name="part">The part.</param>
    /// <param name="now">The time, on any scale that only goes forward.</param>
    /// <param name="whole">All parts in their order when this one completed them.</param>
    public ReassemblyOutcome Add(ulong scope, Address source, Address destination, Concatenation place, MessagePart<TTag> part, long now,
        out ReassembledMessage<TTag>? whole)
    {
        ArgumentNullException.ThrowIfNull(part);
        whole = null;
        if (!place.IsPossible || place.Number != part.Number)
            return ReassemblyOutcome.NotAPart;
        return Add(new ReassemblyKey(scope, source, destination, place.Reference, place.Total, place.Wide), part, now, out whole);
    }

    /// <summary>Takes out the oldest message whose first part came before a time; false when there is none (any more).</summary>
    /// <param name="before">The time.</param>
    /// <param name="expired">Its parts, which the caller may pass on as they are.</param>
    public bool TryExpire(long before, [NotNullWhen(true)] out IncompleteMessage<TTag>? expired)
    {
        expired = _byAge.First?.Value;
        if (expired is null || expired.Since >= before)
        {
            expired = null;
            return false;
        }
        Remove(expired);
        return true;
    }

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }

    private ReassemblyOutcome Add(in ReassemblyKey key, MessagePart<TTag> part, long now, out ReassembledMessage<TTag>? whole)
    {
        whole = null;
        bool isKnown = _messages.TryGetValue(key, out IncompleteMessage<TTag>? message);
        long replaced = message?.WeightOf(part.Number) ?? 0;
        bool completes = (message?.Missing ?? key.Total) == 1 && !(message?.Has(part.Number) ?? false);
        if (!completes && (!isKnown && _messages.Count >= _maxMessages || _octets - replaced + part.Weight > _maxOctets))
            return ReassemblyOutcome.Full;

        if (message is null)
        {
            message = new IncompleteMessage<TTag>(key, now);
            _messages.Add(key, message);
            _byAge.AddLast(message.ByAge);
        }
        bool isDuplicate = message.Put(part);
        _octets += part.Weight - replaced;
        if (message.Missing > 0)
            return isDuplicate ? ReassemblyOutcome.Replaced : ReassemblyOutcome.Kept;
        Remove(message);
        whole = new ReassembledMessage<TTag>(message.Parts);
        return ReassemblyOutcome.Complete;
    }

    private void Remove(IncompleteMessage<TTag> message)
    {
        _messages.Remove(message.Key);
        _byAge.Remove(message.ByAge);
        foreach (MessagePart<TTag> part in message.Parts)
            _octets -= part.Weight;
    }
}
