using Microsoft.Extensions.Logging.Abstractions;
using Smpp.Protocol;
using Storage;
using Storage.Cdr;
using Storage.Live;

namespace Store.Lives;

/// <summary>A journal with what is alive in it, and with CDRs in SQLite behind it where asked for.</summary>
internal sealed class JournalNode : IReplay, ICommitGate, IDisposable
{
    private const int MessagesPerReclaim = 50_000;

    private readonly CdrExporter? _exporter;
    private readonly Reclaimer _reclaimer;
    private JournalStore[] _stores = [];
    private int _sinceReclaim;

    public JournalNode(string folder, bool exportsCdrs)
    {
        var options = new JournalOptions { Folder = Path.Combine(folder, "journal") };
        Journal = Journal.Open(options, this, this, TimeProvider.System, NullLogger.Instance);
        if (exportsCdrs)
        {
            _exporter = CdrExporter.Start(
                Journal, new SqliteCdrSink(Path.Combine(folder, "cdr.db"), "node"), new CdrExporterOptions(), TimeProvider.System,
                NullLogger.Instance);
        }
        else
        {
            Journal.KeepFrom = JournalPosition.End;
        }
        _reclaimer = new Reclaimer(Journal, Live, () => _exporter?.ExportedPosition ?? JournalPosition.End);
        var names = new Name.Table();
        Account = names.Get("customer");
        Route = names.Get("default");
        Upstream = names.Get("carrier");
    }

    public Journal Journal { get; }

    public LiveSet Live { get; } = new();

    public ReceiptIndex Index { get; } = new(ReceiptIdForm.Verbatim);

    public Name Account { get; }

    public Name Route { get; }

    public Name Upstream { get; }

    /// <summary>From now on the store is told of commits. Before any message.</summary>
    public void Add(JournalStore store) => _stores = [.. _stores, store];

    /// <summary>So many messages are settled; now and then what they have freed goes.</summary>
    public void Finished(int count)
    {
        if (Interlocked.Add(ref _sinceReclaim, count) < MessagesPerReclaim)
            return;
        Volatile.Write(ref _sinceReclaim, 0);
        lock (_reclaimer)
            _reclaimer.Run();
    }

    public void Complete() => _exporter?.FlushAsync(Journal.AppendPosition, CancellationToken.None).Wait();

    public void Dispose()
    {
        _exporter?.DisposeAsync().AsTask().Wait();
        Journal.DisposeAsync().AsTask().Wait();
    }

    void IReplay.OnEvent(in JournalEvent e, JournalPosition position)
    {
    }

    void ICommitGate.OnCommitting()
    {
    }

    void ICommitGate.OnCommitted()
    {
        foreach (var store in _stores)
            store.OnCommitted();
    }
}
