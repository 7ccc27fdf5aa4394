using System.Buffers.Binary;
using Gateway.Flows;
using Storage;

namespace Gateway.Upstreams;

/// <summary>
/// The messages that an upstream gets next. That they are about to be written is durable before their first octet leaves: so it is known
/// after a crash which messages the upstream may have, and none is doubled in silence. One batch is under way at a time, which keeps the
/// order; it takes all that there is room for, and no longer than a commit.
/// </summary>
/// <param name="store">The node's store.</param>
/// <param name="upstream">The name of the upstream.</param>
/// <param name="send">Takes the messages once they may go. Runs on the committer.</param>
internal sealed class Attempts(NodeStore store, Storage.Live.Name upstream, Action<List<GatewayMessage>> send) : IDurable
{
    /// <summary>Messages in one batch.</summary>
    public const int Most = 1_024;

    private readonly List<GatewayMessage> _attempts = new(16);
    private readonly byte[] _ids = new byte[Most * sizeof(ulong)];
    private volatile bool _isUnderWay;

    /// <summary>True while a batch waits for the journal; another one can be gathered afterwards.</summary>
    public bool IsUnderWay => _isUnderWay;

    /// <summary>The batch being gathered. Touched by the one who pumps, and only while none is under way.</summary>
    public List<GatewayMessage> Gathered => _attempts;

    /// <summary>Lets the batch go; false, and nothing has happened, when the journal has no room now.</summary>
    public bool TryCommit()
    {
        _isUnderWay = true;
        if (TryAppend(EventKind.Attempts, _attempts, this))
            return true;
        _isUnderWay = false;
        return false;
    }

    /// <summary>
    /// Says that these messages of the batch were not written after all, so that a later start does not doubt them. Called while it is
    /// being sent. Without room that start doubts messages that it need not: they are flagged, and nothing is lost.
    /// </summary>
    public void Withdraw(List<GatewayMessage> messages) => TryAppend(EventKind.AttemptsWithdrawn, messages, whenDurable: null);

    public void OnDurable()
    {
        send(_attempts);
        _attempts.Clear();
        _isUnderWay = false;
    }

    public void OnStoreFailed()
    {
    }

    private bool TryAppend(EventKind kind, List<GatewayMessage> messages, IDurable? whenDurable)
    {
        for (int i = 0; i < messages.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(_ids.AsSpan(i * sizeof(ulong)), messages[i].Id);
        var e = new JournalEvent
        {
            Kind = kind,
            Time = store.Now,
            Upstream = upstream.Utf8,
            Payload = _ids.AsSpan(0, messages.Count * sizeof(ulong)),
        };
        return store.Append(e, whenDurable, out _) == AppendResult.Ok;
    }
}
