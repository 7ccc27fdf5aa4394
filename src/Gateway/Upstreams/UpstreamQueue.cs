using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Gateway.Flows;
using Gateway.Places;
using Storage;
using Storage.Live;

namespace Gateway.Upstreams;

/// <summary>
/// The messages that wait for an upstream. In front are those that an upstream was offered and has not taken: whichever of them comes
/// back first, they stand in the order in which they were accepted, so that they go as they went before. Thread-safe; its lock is held
/// for single operations only.
/// </summary>
internal sealed class UpstreamQueue
{
    /// <summary>Messages behind one whose bind or destination is full that may go before it.</summary>
    private const int Lookahead = 64;

    private readonly Lock _gate = new();
    private readonly UpstreamState _upstream;
    private readonly Backlog<GatewayMessage> _waiting;

    /// <summary>The first one last. No more than windows hold and are about to.</summary>
    private readonly List<GatewayMessage> _returned = [];

    private bool _retired;

    public UpstreamQueue(UpstreamState upstream, NodeStore store)
    {
        _upstream = upstream;
        _waiting = new Backlog<GatewayMessage>(_gate, store, upstream, message => upstream.Dispatch.Enqueue(message, front: false));
    }

    public long Count
    {
        get
        {
            lock (_gate)
                return _returned.Count + _waiting.Count;
        }
    }

    /// <summary>
    /// <see cref="Count"/> without its lock, for who asks with each message: what moves between memory and the journal at this moment may
    /// count twice or not at all.
    /// </summary>
    public long AboutCount => _returned.Count + _waiting.Count;

    /// <summary>Adds a message, behind all others or among those in front; false when the upstream has retired.</summary>
    public bool TryAdd(GatewayMessage message, bool front)
    {
        lock (_gate)
        {
            if (_retired)
                return false;
            if (!front)
                _waiting.AddLast(message);
            else if (message.Target is not null || message.Flags.HasFlag(EventFlags.PossibleDuplicate))
                AddReturned(message);
            else
                // Never offered: it came back into memory for its submitter, who may replace it, and is to stay there.
                _waiting.AddFirst(message);
            return true;
        }
    }

    /// <summary>Takes all, to be distributed again; what is not in memory follows by itself.</summary>
    /// <param name="forGood">Nothing is added any more.</param>
    public List<GatewayMessage> Leave(bool forGood)
    {
        lock (_gate)
        {
            _retired |= forGood;
            var taken = new List<GatewayMessage>(_returned);
            taken.Reverse();
            _returned.Clear();
            _waiting.Leave(taken, forGood);
            return taken;
        }
    }

    /// <summary>
    /// Lets go of what does not wait any more: its time was over, it was cancelled, or a late answer came. It looks at all that is in
    /// memory, so it is not for every heartbeat.
    /// </summary>
    public void DropEnded()
    {
        lock (_gate)
        {
            _returned.RemoveAll(HasEnded);
            _waiting.RemoveAll(HasEnded);
        }
    }

    /// <summary>
    /// Takes the first message that may go, or null when there is none among the first: parts of one message wait for their bind, and a
    /// message for its destination, which keeps them in their order, and they hold up nobody else.
    /// </summary>
    [SkipLocalsInit]
    public GatewayMessage? TakeNext(long now)
    {
        Span<uint> waiting = stackalloc uint[Lookahead];
        int seen = 0;
        lock (_gate)
        {
            while (TryPeek(seen, out var message))
            {
                if (HasEnded(message))
                {
                    RemoveAt(seen);
                    continue;
                }
                // What an earlier one waits for, this one waits for too, though there may be room for it meanwhile.
                if (Awaited(message, waiting[..seen]) is { } awaited)
                {
                    waiting[seen++] = awaited;
                    if (seen == Lookahead)
                        return null;
                    continue;
                }
                if (!_upstream.TryTakeRight(message, now))
                {
                    _upstream.Destinations?.GiveBack(message.Destination);
                    return null;
                }
                RemoveAt(seen);
                return message;
            }
        }
        return null;
    }

    /// <summary>
    /// What this message must wait for, its bind or its destination, as a hash; null when it has room at both, which it has taken then.
    /// </summary>
    private uint? Awaited(GatewayMessage message, ReadOnlySpan<uint> waiting)
    {
        if (_upstream.Destinations is { } destinations)
        {
            uint destination = (uint)message.Destination.GetHashCode();
            if (waiting.Contains(destination) || !destinations.TryTake(message.Destination))
                return destination;
        }
        if (message.Parts is not { } parts || (!waiting.Contains(parts) && _upstream.TryTakeRoom(parts)))
            return null;
        _upstream.Destinations?.GiveBack(message.Destination);
        return parts;
    }

    private static bool HasEnded(GatewayMessage message) => message.State != LiveState.Queued;

    private void AddReturned(GatewayMessage message)
    {
        int low = 0, high = _returned.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_returned[middle].Id > message.Id)
                low = middle + 1;
            else
                high = middle;
        }
        _returned.Insert(low, message);
    }

    private bool TryPeek(int index, [MaybeNullWhen(false)] out GatewayMessage message)
    {
        if (index >= _returned.Count)
            return _waiting.TryPeek(index - _returned.Count, out message);
        message = _returned[^(index + 1)];
        return true;
    }

    private void RemoveAt(int index)
    {
        if (index < _returned.Count)
            _returned.RemoveAt(_returned.Count - 1 - index);
        else
            _waiting.RemoveAt(index - _returned.Count);
    }
}
