using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>
/// The eight one-octet columns of a row in one integer, since SQLite's work for a row grows with its columns: from the lowest octet
/// up source_ton, source_npi, dest_ton, dest_npi, data_coding, esm_class, segments, flags. The view cdr takes them apart.
/// </summary>
internal static class CdrAttributes
{
    public static long Of(in JournalEvent e, in Address source, in Address destination) =>
        (long)((byte)source.Ton
            | ((ulong)(byte)source.Npi << 8)
            | ((ulong)(byte)destination.Ton << 16)
            | ((ulong)(byte)destination.Npi << 24)
            | ((ulong)e.DataCoding << 32)
            | ((ulong)e.EsmClass << 40)
            | ((ulong)e.Segments << 48)
            | ((ulong)(byte)e.Flags << 56));
}
