using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Storage;
using Storage.Live;

namespace Store;

/// <summary>
/// A start on a journal of whole lives of messages, of which the last tenth waits for its receipts: everything is replayed, what is
/// alive is read once more and enters the receipt index, as in a gateway.
/// </summary>
internal sealed class RecoveryBench : IReplay, ICommitGate
{
    private const long ReceiptLifetime = 72L * 3_600 * 1_000_000;

    public static void Write(string folder, long records)
    {
        var nothing = new RecoveryBench();
        var options = new JournalOptions { Folder = folder };
        var journal = Journal.Open(options, nothing, nothing, TimeProvider.System, NullLogger.Instance);
        long messages = records / Work.Life.Length;
        long pending = messages / 10;
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        // What waits has half of its events, so that others make up for them.
        messages += pending / 2;
        for (long number = 0; number < messages; number++)
        {
            ulong message = journal.Ids.Next();
            Work.WriteUpstreamId(number, id);
            int events = number >= messages - pending ? 2 : 4;
            for (int i = 0; i < events; i++)
            {
                var e = Work.Event(Work.Life[i], message, id, Work.Octets(number, Work.PayloadOctets(Work.Life[i])));
                while (journal.TryAppend(e, null, out _, essential: true) is var result and not AppendResult.Ok)
                {
                    if (result != AppendResult.Busy)
                        throw new IOException($"the journal says {result}");
                    Thread.Yield();
                }
            }
        }
        journal.DisposeAsync().AsTask().Wait();
    }

    /// <summary>In a process of its own.</summary>
    public static RunResult Start(string folder)
    {
        var before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        var bench = new RecoveryBench();
        var recovery = new LiveRecovery(ReceiptLifetime);
        var options = new JournalOptions { Folder = folder };
        var journal = Journal.Open(options, recovery, bench, TimeProvider.System, NullLogger.Instance);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var places = recovery.Complete();
        var index = new ReceiptIndex(ReceiptIdForm.Verbatim);
        var live = new LiveSet();
        var names = new Name.Table();
        using (var reader = new RecordReader(folder))
        {
            foreach (ref readonly var place in places.AsSpan())
            {
                if (!reader.TryRead(place.Position, out var e))
                    throw new InvalidDataException($"no record stands at {place.Position}");
                live.Add(place, names.Get(e.Account)!);
                index.Add(e.UpstreamMessageId, place);
            }
        }
        var ready = DateTime.UtcNow - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        var result = new RunResult
        {
            Count = recovery.Events,
            Seconds = seconds,
            CpuSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds,
            Octets = Segments(folder).Sum(path => new FileInfo(path).Length),
            ReadySeconds = ready.TotalSeconds,
            ResidentMebi = Memory.PeakMebi,
        };
        journal.DisposeAsync().AsTask().Wait();
        return result;
    }

    /// <summary>The same files, read one after the other and summed up with CRC-32C.</summary>
    public static RunResult Scan(string folder, long records)
    {
        var before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        long octets = 0;
        uint crc = 0;
        byte[] buffer = new byte[4 << 20];
        foreach (string path in Segments(folder))
        {
            using var file = File.OpenHandle(path);
            for (long offset = 0, length = RandomAccess.GetLength(file); offset < length;)
            {
                int read = RandomAccess.Read(file, buffer, offset);
                foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(buffer.AsSpan(0, read)))
                    crc = BitOperations.Crc32C(crc, word);
                offset += read;
                octets += read;
            }
        }
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, crc);
        return new RunResult
        {
            Count = records,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            CpuSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds,
            Octets = octets,
        };
    }

    void IReplay.OnEvent(in JournalEvent e, JournalPosition position)
    {
    }

    void ICommitGate.OnCommitting()
    {
    }

    void ICommitGate.OnCommitted()
    {
    }

    private static IEnumerable<string> Segments(string folder) => Directory.GetFiles(folder, "*.seg").Order(StringComparer.Ordinal);
}
