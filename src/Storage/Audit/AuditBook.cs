using System.Runtime.InteropServices;

namespace Storage.Audit;

/// <summary>
/// What rows and journal say about each message, four octets a message: ids count up, so that they index pages of a table instead of
/// being kept. Ten million messages take 40 MB.
/// </summary>
/// <remarks>
/// From the lowest bit up, counts stopping at their highest value: accepted (2), ended (2), receipt owed (2), receipt settled (2), what
/// is alive (2), mobile-originated, ended without a carrier, flagged as possible duplicate, end not told, began before the rows, refused,
/// counted events (6), highest event number (6).
/// </remarks>
internal sealed class AuditBook
{
    private const int IdsOfPage = 1024;
    private const int PageShift = 16;
    private const int NodeBits = 6;
    private const ulong NodeMask = (1 << NodeBits) - 1;

    private readonly Dictionary<ulong, uint[]> _pages = [];
    private ulong _lastKey = ulong.MaxValue;
    private uint[] _lastPage = [];

    /// <summary>Events counted.</summary>
    public long Events { get; private set; }

    /// <summary>Notes one event that a row or the journal's part behind the rows has.</summary>
    public void Count(in AuditEvent e)
    {
        Events++;
        if (e.Kind == EventKind.OrphanReceipt) return;
        ref uint word = ref Word(e.Id);
        AuditEntry entry = new(word);
        entry.Count(in e);
        word = entry.Word;
    }

    /// <summary>Notes what the journal keeps alive under an id from here on.</summary>
    public void SetAlive(ulong id, AuditAlive alive)
    {
        ref uint word = ref Word(id);
        word = new AuditEntry(word) { Alive = alive }.Word;
    }

    /// <summary>Notes that a message has had events up to this number, whose rows must be there.</summary>
    public void Expect(ulong id, int highest, bool beganBefore)
    {
        ref uint word = ref Word(id);
        AuditEntry entry = new(word);
        entry.Expect(highest, beganBefore);
        word = entry.Word;
    }

    /// <summary>What is known of a message; empty when nothing is.</summary>
    public AuditEntry Find(ulong id) =>
        _pages.TryGetValue(KeyOf(id), out uint[]? page) ? new AuditEntry(page[IndexOf(id)]) : default;

    /// <summary>What is known of the message with these low 40 bits, all that the short form of an id has.</summary>
    public AuditEntry FindShort(ulong low)
    {
        const int KnownBits = 40;
        foreach (ulong high in _pages.Keys.Select(key => FirstOf(key) >> KnownBits).Distinct())
            if (Find((high << KnownBits) | low) is { IsEmpty: false } entry) return entry;
        return default;
    }

    /// <summary>Every message of which something is known, in no order.</summary>
    public IEnumerable<(ulong Id, AuditEntry Entry)> Entries()
    {
        foreach (var (key, page) in _pages)
        {
            ulong first = FirstOf(key);
            for (int i = 0; i < page.Length; i++)
                if (page[i] != 0) yield return (first | ((ulong)i << NodeBits), new AuditEntry(page[i]));
        }
    }

    private ref uint Word(ulong id)
    {
        ulong key = KeyOf(id);
        if (key != _lastKey)
        {
            ref uint[]? page = ref CollectionsMarshal.GetValueRefOrAddDefault(_pages, key, out _);
            _lastPage = page ??= new uint[IdsOfPage];
            _lastKey = key;
        }
        return ref _lastPage[IndexOf(id)];
    }

    private static int IndexOf(ulong id) => (int)(id >> NodeBits) & (IdsOfPage - 1);

    private static ulong KeyOf(ulong id) => (id >> PageShift << NodeBits) | (id & NodeMask);

    private static ulong FirstOf(ulong key) => (key >> NodeBits << PageShift) | (key & NodeMask);
}
