using System.Globalization;
using Smpp.Protocol;

namespace Routing;

/// <summary>Statuses as people write them: <c>ESME_RSYSERR</c>, <c>1024</c> or <c>0x400</c>.</summary>
public static class StatusText
{
    /// <summary>Reads one; also one that no specification has.</summary>
    public static bool TryParse(string text, out CommandStatus status)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (CommandStatuses.TryParse(text, out status))
            return true;
        bool isNumber = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number)
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        status = (CommandStatus)number;
        return isNumber;
    }
}
