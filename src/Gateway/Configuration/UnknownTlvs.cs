using Routing;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>Which TLVs of vendors, those that the specification does not name, go on to a peer; the others always do.</summary>
public sealed record UnknownTlvs
{
    /// <summary>All of them, as they came.</summary>
    public static readonly UnknownTlvs All = new() { AreAll = true };

    /// <summary>None of them.</summary>
    public static readonly UnknownTlvs None = new();

    /// <summary>Whether nothing is left out.</summary>
    public bool AreAll { get; init; }

    /// <summary>Those that go on when not all do.</summary>
    public ConfigList<TlvTag> Tags { get; init; } = [];

    /// <summary>The message without what is left out; the others stay in their order, octet for octet.</summary>
    public MessageView Passed(MessageView view)
    {
        if (AreAll || view.TlvBytes.IsEmpty)
            return view;
        Span<byte> rest = new byte[view.TlvBytes.Length];
        int length = 0;
        foreach (Tlv tlv in view.Tlvs)
        {
            if (Passes(tlv.Tag))
                length += TlvWriter.Write(rest[length..], tlv.Tag, tlv.Value);
        }
        view.TlvBytes = rest[..length];
        return view;
    }

    private bool Passes(TlvTag tag)
    {
        if (TlvCatalogue.Find(tag) is not null)
            return true;
        foreach (var passed in Tags)
        {
            if (passed == tag)
                return true;
        }
        return false;
    }
}
