namespace Smpp.Protocol;

/// <summary>What a <see cref="Reassembler{TTag}"/> did with a part.</summary>
public enum ReassemblyOutcome : byte
{
    /// <summary>It is no part of a long message: not concatenated, or its total or number are impossible. Nothing is kept.</summary>
    NotAPart,
    /// <summary>It is kept until the others come.</summary>
    Kept,
    /// <summary>It is kept in the place of a part with the same number.</summary>
    Replaced,
    /// <summary>It was the last one missing; the message is taken out.</summary>
    Complete,
    /// <summary>A bound is reached. Nothing is kept: the caller still has the part and may pass it on as it is.</summary>
    Full,
}
