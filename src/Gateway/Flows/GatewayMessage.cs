using Gateway.Upstreams;
using Smpp.Protocol;
using Smpp.Session;
using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// A submit on its way through the gateway: the live message, and the place where the journal's and the upstream's answers
/// about it arrive.
/// </summary>
internal sealed class GatewayMessage(SubmitFlow flow) : LiveMessage, IDurable, IReplySink
{
    /// <summary>The right to answer the submitter; meaningful until it was used.</summary>
    public Inbound Submitter { get; set; }

    /// <summary>True while the submitter waits for its answer.</summary>
    public bool HasSubmitter { get; set; }

    /// <summary>The group that may take it, or null while it must be decided again.</summary>
    public UpstreamGroup? Group { get; set; }

    /// <summary>The upstream in whose queue or window it is.</summary>
    public UpstreamState? Target { get; set; }

    /// <summary>The same for all parts of one message, so that they go one way.</summary>
    public uint Hash { get; set; }

    /// <summary>It is a part of a longer message.</summary>
    public bool IsPart { get; set; }

    /// <summary>What the parts of one message share, so that they go over one bind in order; null for one that stands alone.</summary>
    public uint? Parts => IsPart ? Hash : null;

    /// <summary>Refusals for now, and losses.</summary>
    public int Attempts { get; set; }

    public void OnDurable()
    {
        if (State == LiveState.Accepting)
            flow.OnAccepted(this);
        else
            Target!.OnSentDurable();
    }

    public void OnStoreFailed()
    {
        if (State == LiveState.Accepting && HasSubmitter)
            Submitter.Reject(CommandStatus.SystemError);
    }

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body) => flow.OnReply(this, header, body);

    public void OnLost(long token, LossReason reason) => flow.OnLost(this, reason);
}
