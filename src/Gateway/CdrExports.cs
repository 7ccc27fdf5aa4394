using Gateway.Configuration;
using Microsoft.Extensions.Logging;
using Storage;
using Storage.Cdr;

namespace Gateway;

/// <summary>The exporter to the CDR database, and the one to files where the configuration wants them: seen as one.</summary>
internal sealed class CdrExports
{
    private readonly List<CdrExporter> _exporters = [];

    private CdrExports()
    {
    }

    /// <summary>Every event before this position is wherever it has to go.</summary>
    public JournalPosition ExportedPosition => new(_exporters.Min(exporter => exporter.ExportedPosition.Value));

    /// <summary>Durable events that have not got everywhere; -1 while a database was not reached yet.</summary>
    public long Lag => _exporters.Any(exporter => exporter.Lag < 0) ? -1 : _exporters.Max(exporter => exporter.Lag);

    /// <summary>What went wrong last; null while all goes well.</summary>
    public Exception? LastError => _exporters.Select(exporter => exporter.LastError).FirstOrDefault(error => error is not null);

    /// <exception cref="ArgumentException">The connection string cannot be used.</exception>
    public static CdrExports Start(Journal journal, GatewayConfig config, string data, TimeProvider time, ILogger logger)
    {
        List<ICdrSink> sinks = [CdrSinks.Create(config, data)];
        if (CdrSinks.CreateFiles(config, data, time) is { } files)
            sinks.Add(files);
        var keep = new JournalKeep(journal, sinks.Count);
        var exports = new CdrExports();
        foreach (var sink in sinks)
            exports._exporters.Add(CdrExporter.Start(journal, sink, CdrSinks.Options(config, sink), time, logger, keep.Claim()));
        return exports;
    }

    /// <summary>Completes when the database has the rows of every event before <paramref name="until"/>.</summary>
    public Task FlushAsync(JournalPosition until, CancellationToken cancellationToken) =>
        _exporters[0].FlushAsync(until, cancellationToken);

    /// <summary>
    /// Exports what there is, for at most <paramref name="limit"/>, then stops. Whether everything got where it has to go.
    /// </summary>
    public async Task<bool> StopAsync(TimeSpan limit)
    {
        bool[] complete = await Task.WhenAll(_exporters.Select(exporter => exporter.StopAsync(limit))).ConfigureAwait(false);
        return complete.All(all => all);
    }
}
