using System.Buffers.Binary;
using System.Text;

namespace Faults.Disk;

/// <summary>
/// A file system in memory that knows of every page and folder entry whether it was synced. The power cut drops what was not,
/// or keeps it, by lot; a sync of the journal can be made to fail. What fails to sync stays visible and is not synced later,
/// as Linux does it.
/// </summary>
internal sealed class UnsureFileSystem
{
    private const ulong RootNumber = 1;
    private const uint FolderType = 0x4000;
    private const int SizeIsValid = 8;
    private const int ModeIsValid = 1;

    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly UnsureFile _root = new(RootNumber, FolderType | 0x1ED);
    private readonly Dictionary<ulong, UnsureFile> _files = [];
    private ulong _last = RootNumber;
    private bool _off;
    private int _untilFailure;
    private int _errno;
    private long _syncs;
    private bool _hasFailed;

    public UnsureFileSystem(int seed)
    {
        _random = new Random(seed);
        _files.Add(RootNumber, _root);
    }

    /// <summary>Syncs of journal files and of the journal's folder so far.</summary>
    public long JournalSyncs
    {
        get
        {
            lock (_gate)
                return _syncs;
        }
    }

    /// <summary>Whether the sync that was to fail has failed.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_gate)
                return _hasFailed;
        }
    }

    /// <summary>Lets the nth sync of the journal from now on fail, once.</summary>
    public void FailSync(int nth, int errno)
    {
        lock (_gate)
        {
            _untilFailure = nth;
            _errno = errno;
            _hasFailed = false;
        }
    }

    /// <summary>Turns the power off: from now on every change fails.</summary>
    public void PowerOff()
    {
        lock (_gate)
            _off = true;
    }

    /// <summary>What the disk has when the power is back. To be called while the file system is not mounted.</summary>
    public void PowerOn()
    {
        lock (_gate)
        {
            foreach (var file in _files.Values)
                file.CutPower(_random);
            _off = false;
        }
    }

    /// <summary>Answers one request; returns an error number or 0.</summary>
    public int Handle(FuseRequest kind, ulong node, ReadOnlySpan<byte> body, ref FuseReply reply)
    {
        lock (_gate)
        {
            if (!_files.TryGetValue(node, out var file))
                return kind is FuseRequest.Statistics or FuseRequest.Destroy ? 0 : Errno.NoEntry;
            if (_off && kind is not (FuseRequest.Lookup or FuseRequest.GetAttributes or FuseRequest.Read or FuseRequest.ReadFolder
                or FuseRequest.Release or FuseRequest.ReleaseFolder or FuseRequest.Flush))
                return Errno.Io;
            switch (kind)
            {
                case FuseRequest.Lookup:
                    return file.Entries.TryGetValue(Text(body), out var found) ? Entry(found, ref reply) : Errno.NoEntry;
                case FuseRequest.GetAttributes:
                    return Attributes(file, ref reply);
                case FuseRequest.SetAttributes:
                    uint valid = BinaryPrimitives.ReadUInt32LittleEndian(body);
                    if ((valid & SizeIsValid) != 0)
                        file.Resize(BinaryPrimitives.ReadInt64LittleEndian(body[16..]));
                    if ((valid & ModeIsValid) != 0)
                        file.Mode = (file.Mode & 0xF000) | (BinaryPrimitives.ReadUInt32LittleEndian(body[68..]) & 0xFFF);
                    return Attributes(file, ref reply);
                case FuseRequest.MakeNode:
                    return Make(file, Text(body[16..]), BinaryPrimitives.ReadUInt32LittleEndian(body), ref reply);
                case FuseRequest.MakeFolder:
                    return Make(file, Text(body[8..]), FolderType | BinaryPrimitives.ReadUInt32LittleEndian(body), ref reply);
                case FuseRequest.Create:
                    int made = Make(file, Text(body[16..]), BinaryPrimitives.ReadUInt32LittleEndian(body[4..]), ref reply);
                    reply.Zeros(16);
                    return made;
                case FuseRequest.Unlink:
                case FuseRequest.RemoveFolder:
                    return Remove(file, Text(body));
                case FuseRequest.Rename:
                    return Rename(file, body, 8);
                case FuseRequest.Rename2:
                    return Rename(file, body, 16);
                case FuseRequest.Open:
                case FuseRequest.OpenFolder:
                    reply.Zeros(16);
                    return 0;
                case FuseRequest.Read:
                    return Read(file, body, ref reply);
                case FuseRequest.Write:
                    int length = BinaryPrimitives.ReadInt32LittleEndian(body[16..]);
                    file.Write(body.Slice(40, length), BinaryPrimitives.ReadInt64LittleEndian(body[8..]));
                    reply.UInt32((uint)length);
                    reply.UInt32(0);
                    return 0;
                case FuseRequest.Allocate:
                    if (BinaryPrimitives.ReadUInt32LittleEndian(body[24..]) != 0)
                        return Errno.NotSupported;
                    file.Allocate(BinaryPrimitives.ReadInt64LittleEndian(body[8..]) + BinaryPrimitives.ReadInt64LittleEndian(body[16..]));
                    return 0;
                case FuseRequest.Sync:
                case FuseRequest.SyncFolder:
                    return Sync(file);
                case FuseRequest.ReadFolder:
                    return ReadFolder(file, body, ref reply);
                case FuseRequest.Statistics:
                    return Statistics(ref reply);
                case FuseRequest.Access:
                case FuseRequest.Flush:
                case FuseRequest.Release:
                case FuseRequest.ReleaseFolder:
                case FuseRequest.Destroy:
                    return 0;
                default:
                    return Errno.NotImplemented;
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> octets) => Encoding.UTF8.GetString(octets[..octets.IndexOf((byte)0)]);

    private static int Attributes(UnsureFile file, ref FuseReply reply)
    {
        reply.UInt64(0);
        reply.UInt64(0);
        Describe(file, ref reply);
        return 0;
    }

    private static int Entry(UnsureFile file, ref FuseReply reply)
    {
        reply.UInt64(file.Number);
        reply.Zeros(32);
        Describe(file, ref reply);
        return 0;
    }

    private static void Describe(UnsureFile file, ref FuseReply reply)
    {
        reply.UInt64(file.Number);
        reply.UInt64((ulong)file.Size);
        reply.UInt64((ulong)file.Space / 512);
        reply.Zeros(36);
        reply.UInt32(file.Mode);
        reply.UInt32(1);
        reply.Zeros(12);
        reply.UInt32(UnsureFile.PageOctets);
        reply.UInt32(0);
    }

    private static int Read(UnsureFile file, ReadOnlySpan<byte> body, ref FuseReply reply)
    {
        long offset = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        int wanted = BinaryPrimitives.ReadInt32LittleEndian(body[16..]);
        file.Read(reply.Take((int)Math.Clamp(file.Size - offset, 0, wanted)), offset);
        return 0;
    }

    private static int ReadFolder(UnsureFile folder, ReadOnlySpan<byte> body, ref FuseReply reply)
    {
        int skip = (int)BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        int room = BinaryPrimitives.ReadInt32LittleEndian(body[16..]);
        int index = 0;
        foreach (var (name, file) in folder.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (index++ < skip)
                continue;
            byte[] octets = Encoding.UTF8.GetBytes(name);
            int padded = (octets.Length + 7) & -8;
            if (reply.Length + 24 + padded > room)
                break;
            reply.UInt64(file.Number);
            reply.UInt64((ulong)index);
            reply.UInt32((uint)octets.Length);
            reply.UInt32(file.Mode >> 12);
            reply.Octets(octets);
            reply.Zeros(padded - octets.Length);
        }
        return 0;
    }

    private static int Statistics(ref FuseReply reply)
    {
        const ulong Blocks = 1 << 20;
        for (int field = 0; field < 5; field++)
            reply.UInt64(Blocks);
        reply.UInt32(UnsureFile.PageOctets);
        reply.UInt32(255);
        reply.UInt32(UnsureFile.PageOctets);
        reply.Zeros(28);
        return 0;
    }

    private static int Remove(UnsureFile folder, string name)
    {
        if (!folder.Entries.TryGetValue(name, out var file))
            return Errno.NoEntry;
        if (file.Entries.Count > 0)
            return Errno.NotEmpty;
        folder.SetEntry(name, null);
        return 0;
    }

    private int Make(UnsureFile folder, string name, uint mode, ref FuseReply reply)
    {
        if (folder.Entries.ContainsKey(name))
            return Errno.Exists;
        var file = new UnsureFile(++_last, mode);
        _files.Add(file.Number, file);
        folder.SetEntry(name, file);
        return Entry(file, ref reply);
    }

    private int Rename(UnsureFile from, ReadOnlySpan<byte> body, int names)
    {
        if (!_files.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(body), out var to))
            return Errno.NoEntry;
        string name = Text(body[names..]);
        if (!from.Entries.TryGetValue(name, out var file))
            return Errno.NoEntry;
        string target = Text(body[(names + Encoding.UTF8.GetByteCount(name) + 1)..]);
        if (to == from)
        {
            to.SetEntry(target, file, old: name);
            return 0;
        }
        to.SetEntry(target, file);
        from.SetEntry(name, null);
        return 0;
    }

    private int Sync(UnsureFile file)
    {
        if (IsOfJournal(file))
        {
            _syncs++;
            if (_untilFailure > 0 && --_untilFailure == 0)
            {
                _hasFailed = true;
                file.FailSync(_random);
                return _errno;
            }
        }
        if (file.IsFolder)
            file.SyncEntries();
        else
            file.Sync();
        return 0;
    }

    private bool IsOfJournal(UnsureFile file) =>
        _files.Values.FirstOrDefault(folder => folder.IsFolder && folder.Entries.ContainsKey("lock")) is { } journal
        && (file == journal || journal.Entries.ContainsValue(file));
}
