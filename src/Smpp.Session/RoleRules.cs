using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>How strictly each role reads unless it was told.</summary>
internal static class RoleRules
{
    // Nobody could say what was meant: octets that do not add up, and an operation without what it is about.
    private const Leniency Unclear =
        Leniency.TrailingOctets | Leniency.OddUcs2 | Leniency.BrokenUserDataHeader | Leniency.MissingTlv;

    private static readonly DecodeRules MessageCentre = DecodeRules.Tolerant with { Allowed = Leniency.All & ~Unclear };

    public static DecodeRules Of(SessionRole role, SessionOptions options, InterfaceVersion version) =>
        (options.Rules ?? (role == SessionRole.MessageCentre ? MessageCentre : DecodeRules.Tolerant)) with { Version = version };
}
