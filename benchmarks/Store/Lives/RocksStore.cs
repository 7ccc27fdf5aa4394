using System.Buffers.Binary;
using RocksDbSharp;

namespace Store.Lives;

/// <summary>RocksDB: a write batch a step, its log synced where the step must be durable. No compression.</summary>
internal sealed class RocksStore : ILifeStore
{
    private const int KeyOctets = 9;

    private readonly RocksDb _database;
    private readonly WriteOptions _synced = new WriteOptions().SetSync(true);
    private readonly WriteOptions _unsynced = new WriteOptions().SetSync(false);
    private readonly WriteBatch _batch = new();

    public RocksStore(string folder)
    {
        var options = new DbOptions().SetCreateIfMissing(true).SetCompression(Compression.No).SetWriteBufferSize(64 << 20);
        _database = RocksDb.Open(options, Path.Combine(folder, "rocks"));
    }

    public void Accept(long first, int count)
    {
        Span<byte> key = stackalloc byte[KeyOctets];
        for (long number = first; number < first + count; number++)
        {
            Work.WriteKey('m', number, key);
            _batch.Put(key, Work.Octets(number, Work.BodyOctets));
        }
        Write(_synced);
    }

    public void Send(long first, int count)
    {
        Span<byte> key = stackalloc byte[KeyOctets];
        Span<byte> id = stackalloc byte[1 + Work.UpstreamIdOctets];
        id[0] = (byte)'r';
        for (long number = first; number < first + count; number++)
        {
            Work.WriteKey('m', number, key);
            Work.WriteUpstreamId(number, id[1..]);
            _batch.Put(key, Work.Octets(number, 40));
            _batch.Put(id, key);
        }
        Write(_unsynced);
    }

    public void Receive(long first, int count)
    {
        Span<byte> key = stackalloc byte[KeyOctets];
        byte[] id = new byte[1 + Work.UpstreamIdOctets];
        id[0] = (byte)'r';
        for (long number = first; number < first + count; number++)
        {
            Work.WriteUpstreamId(number, id.AsSpan(1));
            byte[] message = _database.Get(id);
            long found = BinaryPrimitives.ReadInt64BigEndian(message.AsSpan(1));
            _batch.Delete(id);
            _batch.Delete(message);
            Work.WriteKey('o', found, key);
            _batch.Put(key, Work.Octets(found, Work.ReceiptOctets));
        }
        Write(_synced);
    }

    public void Finish(long first, int count)
    {
        byte[] receipt = new byte[KeyOctets];
        Span<byte> key = stackalloc byte[KeyOctets];
        for (long number = first; number < first + count; number++)
        {
            Work.WriteKey('o', number, receipt);
            _batch.Delete(receipt);
            Work.WriteKey('c', number, key);
            _batch.Put(key, Work.Octets(number, Work.CdrOctets));
        }
        Write(_unsynced);
    }

    public void Complete()
    {
    }

    public void Dispose()
    {
        _batch.Dispose();
        _database.Dispose();
    }

    private void Write(WriteOptions options)
    {
        _database.Write(_batch, options);
        _batch.Clear();
    }
}
