using System.Diagnostics;
using System.Runtime.InteropServices;
using Load.Figures;
using Microsoft.Win32.SafeHandles;
using Shared;

namespace Load.References;

/// <summary>What the disk allows a journal: records appended to a file that has its room already, 512 with each fdatasync.</summary>
internal static partial class AppendLog
{
    public const string Name = "reference/append";

    private const int RecordOctets = 300;
    private const int Records = 512;
    private const int FileOctets = 64 * 1024 * 1024;
    private const string Text = "512 records of 300 octets: one write, one fdatasync; latencies are of the two";

    public static Figure Measure(int runs, double seconds)
    {
        using var folder = new TempFolder();
        using var file = File.OpenHandle(folder["log"], FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, new byte[FileOctets], 0);
        RandomAccess.FlushToDisk(file);
        byte[] batch = new byte[RecordOctets * Records];
        long at = 0;
        var syncs = new List<double>();
        var figure = Loop.Measure(Name, Text, runs, seconds, () =>
        {
            long started = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, batch, at);
            Sync(file);
            syncs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            at = at + (2 * batch.Length) > FileOctets ? 0 : at + batch.Length;
            return Records;
        });
        syncs.Sort();
        return figure with
        {
            Measures = new Dictionary<string, Measure>(figure.Measures)
            {
                [Quantity.P50] = Figures.Measure.Of(syncs[syncs.Count / 2]),
                [Quantity.P99] = Figures.Measure.Of(syncs[syncs.Count * 99 / 100]),
            },
        };
    }

    private static void Sync(SafeFileHandle file)
    {
        if (SyncData(file) != 0)
            throw new InvalidOperationException("fdatasync failed");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(SafeFileHandle file);
}
