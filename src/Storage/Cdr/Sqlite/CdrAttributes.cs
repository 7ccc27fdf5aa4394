using Smpp.Protocol;

namespace Storage.Cdr;

/// <summary>
/// The eight one-octet columns of a row in one integer, since SQLite's work for a row grows with its columns: from the lowest octet
/// up source_ton, source_npi, dest_ton, dest_npi, data_coding, esm_class, segments, flags. The view cdr takes them apart.
/// </summary>
internal static class CdrAttributes
{
    /// <summary>Beside the flags of the event: a receipt is owed from here on.</summary>
    private const byte ReceiptOwed = 0x80;

    private const byte FlagsOfEvent = 0x7F;

    public static long Of(in JournalEvent e, in Address source, in Address destination) =>
        (long)((byte)source.Ton
            | ((ulong)(byte)source.Npi << 8)
            | ((ulong)(byte)destination.Ton << 16)
            | ((ulong)(byte)destination.Npi << 24)
            | ((ulong)e.DataCoding << 32)
            | ((ulong)e.EsmClass << 40)
            | ((ulong)e.Segments << 48)
            | ((ulong)Flags(in e) << 56));

    public static byte DataCodingOf(long attributes) => (byte)(attributes >> 32);

    public static byte SegmentsOf(long attributes) => (byte)(attributes >> 48);

    public static EventFlags FlagsOf(long attributes) => (EventFlags)((byte)((ulong)attributes >> 56) & FlagsOfEvent);

    public static bool OwesReceipt(long attributes) => ((byte)((ulong)attributes >> 56) & ReceiptOwed) != 0;

    private static byte Flags(in JournalEvent e) =>
        (byte)(((byte)e.Flags & FlagsOfEvent) | (e.OwesReceipt ? ReceiptOwed : 0));
}
