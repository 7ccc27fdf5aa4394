using System.Runtime.InteropServices;
using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>Tells which long message a part belongs to, for <see cref="BindPool.Choose"/>.</summary>
public static class MessageParts
{
    /// <summary>
    /// A number that the parts of one long message share, made from what they share: both addresses and the reference. Null for a
    /// message that stands alone.
    /// </summary>
    public static uint? Of(scoped in MessageView message)
    {
        if (!Concatenation.TryRead(message, out var part) || !part.IsPossible || part.Total < 2)
            return null;
        var source = message.Source;
        var destination = message.Destination;
        var hash = new HashCode();
        hash.AddBytes(source.Value);
        hash.Add(destination.Value.Length);
        hash.AddBytes(destination.Value);
        hash.Add(part.Reference);
        hash.Add(part.Total);
        return (uint)hash.ToHashCode();
    }
}
