using System.Diagnostics;
using Smpp.Protocol;
using Storage;
using Storage.Live;

namespace Store;

/// <summary>Receipts that are outstanding: each in a process of its own, so that its memory is its own.</summary>
internal static class IndexBench
{
    /// <summary>
    /// The receipt index with places. To take is what a receipt costs it, but for the reading of the record: look up, bring back to
    /// memory, find, remove.
    /// </summary>
    public static RunResult Run(int count)
    {
        var index = new ReceiptIndex(ReceiptIdForm.Verbatim);
        var live = new LiveSet();
        var account = new Name.Table().Get("customer");
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        var used = Environment.CpuUsage.TotalTime;
        double before = Memory.Mebi;
        long start = Stopwatch.GetTimestamp();
        for (int number = 0; number < count; number++)
        {
            Work.WriteUpstreamId(number, id);
            var place = PlaceOf(number);
            live.Add(place, account);
            index.Add(id, place);
        }
        var added = Stopwatch.GetElapsedTime(start);
        double peak = Memory.PeakMebi;
        GC.Collect();
        double resident = Memory.Mebi - before;
        var places = new List<Place>();
        start = Stopwatch.GetTimestamp();
        for (int number = 0; number < count; number++)
        {
            Work.WriteUpstreamId(number, id);
            if (index.Find(id, Work.Destination, Work.Source, out bool isAway) is not null || !isAway)
                throw new InvalidOperationException($"message {number} is not away");
            places.Clear();
            index.FindPlaces(id, places);
            var message = new OutstandingMessage { Id = places[0].Id, Account = account };
            message.SetUpstreamMessageId(id);
            if (!index.Bring(message, places[0], live) || index.Find(id, Work.Destination, Work.Source, out _) != message)
                throw new InvalidOperationException($"message {number} did not come back");
            index.Remove(message);
            live.Remove(message);
        }
        return Result(count, added, Stopwatch.GetElapsedTime(start), used, resident, peak);
    }

    /// <summary>A dictionary of the base class library with the same keys and places.</summary>
    public static RunResult RunDictionary(int count)
    {
        var index = new Dictionary<UInt128, Place>();
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        var used = Environment.CpuUsage.TotalTime;
        double before = Memory.Mebi;
        long start = Stopwatch.GetTimestamp();
        for (int number = 0; number < count; number++)
        {
            Work.WriteUpstreamId(number, id);
            index.Add(System.IO.Hashing.XxHash128.HashToUInt128(id), PlaceOf(number));
        }
        var added = Stopwatch.GetElapsedTime(start);
        double peak = Memory.PeakMebi;
        GC.Collect();
        double resident = Memory.Mebi - before;
        start = Stopwatch.GetTimestamp();
        for (int number = 0; number < count; number++)
        {
            Work.WriteUpstreamId(number, id);
            if (!index.Remove(System.IO.Hashing.XxHash128.HashToUInt128(id), out _))
                throw new InvalidOperationException($"message {number} is not there");
        }
        return Result(count, added, Stopwatch.GetElapsedTime(start), used, resident, peak);
    }

    private static Place PlaceOf(int number) => new(
        new JournalPosition(1 + (number / 300_000), 64 + (number % 300_000 * 200)), (ulong)(number + 1) << 6, 2_000_000_000, 2,
        EventFlags.ReceiptWanted, 0);

    private static RunResult Result(int count, TimeSpan added, TimeSpan taken, TimeSpan used, double resident, double peak) => new()
    {
        Count = count,
        Seconds = (added + taken).TotalSeconds,
        CpuSeconds = (Environment.CpuUsage.TotalTime - used).TotalSeconds,
        ResidentMebi = peak,
        OctetsEach = resident * (1 << 20) / count,
        AddNanoseconds = added.TotalNanoseconds / count,
        TakeNanoseconds = taken.TotalNanoseconds / count,
    };

    private sealed class OutstandingMessage : LiveMessage;
}
