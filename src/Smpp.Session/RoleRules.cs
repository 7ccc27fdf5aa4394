using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>How strictly each role reads unless it was told.</summary>
internal static class RoleRules
{
    private const Leniency Miscounted = Leniency.TrailingOctets | Leniency.OddUcs2 | Leniency.BrokenUserDataHeader;

    private static readonly DecodeRules MessageCentre = DecodeRules.Tolerant with { Allowed = Leniency.All & ~Miscounted };

    public static DecodeRules Of(SessionRole role, SessionOptions options, InterfaceVersion version) =>
        (options.Rules ?? (role == SessionRole.MessageCentre ? MessageCentre : DecodeRules.Tolerant)) with { Version = version };
}
