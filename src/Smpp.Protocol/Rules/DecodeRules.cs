namespace Smpp.Protocol;

/// <summary>
/// How strictly PDUs are read: which departures from the specification are tolerated, at which version. Immutable; share it between
/// sessions and threads.
/// </summary>
public sealed record DecodeRules
{
    /// <summary>The longest password that <see cref="Tolerant"/> takes, its NUL included.</summary>
    public const int TolerantPasswordMaximum = 65;

    /// <summary>v5.0 to the letter.</summary>
    public static DecodeRules Strict { get; } = new();

    /// <summary>Whatever can be understood is.</summary>
    public static DecodeRules Tolerant { get; } = new() { Allowed = Leniency.All };

    /// <summary>The departures that are tolerated.</summary>
    public Leniency Allowed { get; init; }

    /// <summary>The version both sides speak; it decides, for instance, whether a short_message of 255 octets is a departure.</summary>
    public InterfaceVersion Version { get; init; } = InterfaceVersion.V50;

    /// <summary>The longest password read where <see cref="Leniency.LongPassword"/> is allowed, its NUL included.</summary>
    public int LongestPassword { get; init; } = TolerantPasswordMaximum;

    internal int PasswordMaximum => (Allowed & Leniency.LongPassword) != 0 ? LongestPassword : FieldLimits.Password;

    /// <summary>
    /// Holds the values of a message that has been read by its layout against these rules. Allocates nothing, never throws.
    /// </summary>
    /// <param name="view">A submit_sm, deliver_sm or data_sm.</param>
    /// <param name="report">The field at fault (its offset is not known here and 0), and what had to be tolerated.</param>
    public bool TryCheck(scoped in MessageView view, out DecodeReport report) => MessageRules.TryCheck(view, this, out report);
}
