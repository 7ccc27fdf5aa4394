using System.Collections.Concurrent;
using Smpp.Protocol;
using Smpp.Session;

namespace Peers;

/// <summary>Remembers the outcomes of requests.</summary>
public sealed class RecordingSink : IReplySink
{
    public ConcurrentQueue<(long Token, WirePdu Reply)> Replies { get; } = new();

    public ConcurrentQueue<(long Token, LossReason Reason)> Losses { get; } = new();

    public ConcurrentQueue<(long Token, CommandId Command)> LateReplies { get; } = new();

    public bool WantsLateReply { get; set; }

    public int Outcomes => Replies.Count + Losses.Count;

    public Action? WhenReply { get; set; }

    public Action? WhenLost { get; set; }

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        Replies.Enqueue((token, new WirePdu(header, body.ToArray())));
        WhenReply?.Invoke();
    }

    public void OnLateReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => LateReplies.Enqueue((token, header.Id));

    public void OnLost(long token, LossReason reason)
    {
        Losses.Enqueue((token, reason));
        WhenLost?.Invoke();
    }
}
