namespace Smpp.Protocol;

/// <summary>Names of TLV tags.</summary>
public static class TlvTags
{
    extension(TlvTag tag)
    {
        /// <summary>The specification's name, or the number as <c>0x0000</c> for a tag it does not know.</summary>
        public string Name => TlvCatalogue.Find(tag)?.Name ?? $"0x{(ushort)tag:x4}";

        /// <summary>Whether the tag lies in the range for vendors, 0x1400–0x3FFF (v5.0 §4.8.1).</summary>
        public bool IsVendorSpecific => (ushort)tag is >= 0x1400 and <= 0x3FFF;

        /// <summary>Whether v3.4 or v5.0 defines the tag.</summary>
        public bool IsKnown => TlvCatalogue.Find(tag) is not null;
    }
}
