using System.Text.Json;

namespace Interop.Agreement;

/// <summary>One way in which tshark shows something else than <c>smpp decode</c>, and what settles which is right.</summary>
/// <param name="Where">The fields or PDUs concerned.</param>
/// <param name="Tshark">What tshark does.</param>
/// <param name="Settled">What the specification says, with its section.</param>
internal sealed record KnownDifference(string Where, string Tshark, string Settled)
{
    /// <summary>Whether it concerns a field in a part of a PDU.</summary>
    public Func<JsonElement, Part, Shown, bool> Concerns { get; init; } = (_, _, _) => false;

    /// <summary>The field as tshark shows it; null when it does not.</summary>
    public Func<Shown, Shown?> Instead { get; init; } = _ => null;

    /// <summary>Whether tshark reads all that follows in the PDU from a wrong place.</summary>
    public bool LosesItsPlace { get; init; }

    /// <summary>A field that tshark shows in addition.</summary>
    public string? Adds { get; init; }
}
