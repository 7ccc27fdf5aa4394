namespace Smpp.Session;

/// <summary>What leaving in order asks for next.</summary>
[Flags]
internal enum LeavingSteps : byte
{
    None = 0,
    /// <summary>Answer the peer's unbind.</summary>
    SendResponse = 1,
    /// <summary>Send an unbind.</summary>
    SendUnbind = 2,
    /// <summary>Write what is left and close.</summary>
    End = 4,
}

/// <summary>How far a session that unbinds, or is unbound, has come (v3.4 §4.2). The session's gate guards it.</summary>
internal struct Leaving
{
    private bool _owesResponse;

    /// <summary>Why the session leaves.</summary>
    public SessionEndReason Reason { get; private set; }

    /// <summary>When the time for the step that is waited for is over; 0 while none is.</summary>
    public long Deadline { get; set; }

    /// <summary>True once this side has sent its unbind.</summary>
    public bool UnbindSent { get; private set; }

    /// <summary>The number of this side's unbind.</summary>
    public uint UnbindSequence { get; private set; }

    /// <summary>True once the peer has sent its unbind.</summary>
    public bool PeerUnbound { get; private set; }

    /// <summary>The number of the peer's unbind.</summary>
    public uint PeerSequence { get; private set; }

    /// <summary>True while the answer to this side's unbind is all that is waited for.</summary>
    public readonly bool AwaitsResponse => UnbindSent && !PeerUnbound;

    public void Begin(SessionEndReason reason, long deadline)
    {
        Reason = reason;
        Deadline = deadline;
    }

    public void OnPeerUnbind(uint sequence)
    {
        PeerUnbound = _owesResponse = true;
        PeerSequence = sequence;
    }

    public void OnUnbindSent(uint sequence, long deadline)
    {
        UnbindSent = true;
        UnbindSequence = sequence;
        Deadline = deadline;
    }

    /// <summary>
    /// The next steps, as far as what is unanswered allows. The peer's unbind is answered once its requests are: it closes when
    /// it has that answer, and could not read theirs.
    /// </summary>
    /// <param name="outstanding">Own requests unanswered.</param>
    /// <param name="inbound">The peer's requests unanswered.</param>
    /// <param name="force">The time for unanswered requests is over.</param>
    public LeavingSteps Next(int outstanding, int inbound, bool force)
    {
        var steps = LeavingSteps.None;
        if (_owesResponse && (force || inbound == 0))
        {
            _owesResponse = false;
            steps |= LeavingSteps.SendResponse;
        }
        if (force || (outstanding == 0 && inbound == 0))
        {
            if (PeerUnbound)
                steps |= LeavingSteps.End;
            else if (!UnbindSent)
                steps |= LeavingSteps.SendUnbind;
        }
        return steps;
    }
}
