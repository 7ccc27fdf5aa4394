using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Storage;

namespace Store.Lives;

/// <summary>
/// The floor: the octets that the journal would write, with their checksums, appended to a file whose blocks are there and have been
/// written before, and synced. It knows nothing of what it writes.
/// </summary>
internal sealed unsafe partial class RawLog : ILifeStore
{
    private const int HeaderOctets = 8;
    private const int FileOctets = 64 << 20;

    private readonly byte[][] _events = new byte[Work.Life.Length][];
    private readonly SafeFileHandle _file;
    private byte[] _buffer = new byte[4 << 20];
    private int _used;
    private long _offset;

    public RawLog(string folder)
    {
        _file = File.OpenHandle(Path.Combine(folder, "raw.log"), FileMode.Create, FileAccess.ReadWrite);
        Span<byte> upstreamId = stackalloc byte[Work.UpstreamIdOctets];
        Work.WriteUpstreamId(1, upstreamId);
        for (int i = 0; i < _events.Length; i++)
        {
            var e = Work.Event(Work.Life[i], 1, upstreamId, Work.Octets(1, Work.PayloadOctets(Work.Life[i])));
            _events[i] = new byte[(e.EncodedLength + 7) & -8];
            e.Write(_events[i]);
        }
        for (int written = 0; written < FileOctets; written += _buffer.Length)
            RandomAccess.Write(_file, _buffer, written);
        Sync();
    }

    public void Accept(long first, int count)
    {
        Append(0, first, count);
        Write();
    }

    public void Send(long first, int count) => Append(1, first, count);

    public void Receive(long first, int count)
    {
        Append(2, first, count);
        Write();
    }

    public void Finish(long first, int count) => Append(3, first, count);

    public void Complete() => Write();

    public void Dispose() => _file.Dispose();

    private void Append(int kind, long first, int count)
    {
        byte[] template = _events[kind];
        int size = HeaderOctets + template.Length;
        if (_used + (size * count) > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + (size * count)));
        for (long number = first; number < first + count; number++, _used += size)
        {
            var record = _buffer.AsSpan(_used, size);
            template.CopyTo(record[HeaderOctets..]);
            BinaryPrimitives.WriteInt64LittleEndian(record[(HeaderOctets + 16)..], number);
            BinaryPrimitives.WriteInt32LittleEndian(record, template.Length);
            uint crc = uint.MaxValue;
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(record[HeaderOctets..]))
                crc = BitOperations.Crc32C(crc, word);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], ~crc);
        }
    }

    private void Write()
    {
        if (_offset + _used > FileOctets)
            _offset = 0;
        RandomAccess.Write(_file, _buffer.AsSpan(0, _used), _offset);
        _offset += _used;
        _used = 0;
        Sync();
    }

    private void Sync()
    {
        if (fdatasync(_file) != 0)
            throw new IOException($"fdatasync failed with {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeFileHandle file);
}
