using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;
using Storage;
using Storage.Audit;
using Storage.Cdr;

namespace Store;

/// <summary>The audit of messages that have all ended: four rows each, and what is left of the journal.</summary>
internal sealed class AuditBench : IReplay, ICommitGate
{
    public static void Write(string folder, long messages)
    {
        var nothing = new AuditBench();
        var options = new JournalOptions { Folder = Path.Combine(folder, "journal") };
        var journal = Journal.Open(options, nothing, nothing, TimeProvider.System, NullLogger.Instance);
        var exporter = CdrExporter.Start(
            journal, new SqliteCdrSink(Path.Combine(folder, "cdr.db"), "node"), new CdrExporterOptions(), TimeProvider.System,
            NullLogger.Instance);
        Span<byte> id = stackalloc byte[Work.UpstreamIdOctets];
        for (long number = 0; number < messages; number++)
        {
            ulong message = journal.Ids.Next();
            Work.WriteUpstreamId(number, id);
            foreach (var kind in Work.Life)
            {
                var e = Work.Event(kind, message, id, kind == EventKind.Receipt ? Work.Octets(number, 8) : default);
                while (journal.TryAppend(e, null, out _, essential: true) != AppendResult.Ok)
                    Thread.Yield();
            }
            if (number % 100_000 == 0)
                journal.Release(exporter.ExportedPosition.Segment);
        }
        if (!exporter.StopAsync(TimeSpan.FromMinutes(10)).Result)
            throw new IOException("the rows were not written");
        journal.DisposeAsync().AsTask().Wait();
    }

    /// <summary>In a process of its own.</summary>
    public static RunResult Run(string folder)
    {
        var used = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        var audit = NodeAudit.OfSqliteAsync(Path.Combine(folder, "journal"), Path.Combine(folder, "cdr.db")).Result;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (audit.Report.Findings.Count > 0)
            throw new InvalidDataException($"the books do not balance: {audit.Report.Findings[0]}");
        return new RunResult
        {
            Count = audit.Report.Messages.Accepted,
            Seconds = seconds,
            CpuSeconds = (Environment.CpuUsage.TotalTime - used).TotalSeconds,
            ResidentMebi = Memory.PeakMebi,
        };
    }

    /// <summary>SQLite reading the same two columns of the same rows.</summary>
    public static RunResult Scan(string folder, long messages)
    {
        Batteries_V2.Init();
        var used = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "cdr.db")};Mode=ReadOnly");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT sum(id >> 32), sum(event_code) FROM cdr_fact";
        using (var reader = command.ExecuteReader())
            reader.Read();
        return new RunResult
        {
            Count = messages,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            CpuSeconds = (Environment.CpuUsage.TotalTime - used).TotalSeconds,
            ResidentMebi = Memory.PeakMebi,
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
}
