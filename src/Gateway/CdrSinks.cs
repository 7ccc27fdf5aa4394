using Gateway.Configuration;
using Storage.Cdr;

namespace Gateway;

/// <summary>The CDR database that the configuration names.</summary>
internal static class CdrSinks
{
    /// <summary>File name of the SQLite database in the data folder.</summary>
    public const string FileName = "cdr.db";

    public static ICdrSink Create(GatewayConfig config, string data) => config.Cdr.Sink switch
    {
        CdrSink.Postgres => new PostgresCdrSink(config.Cdr.Connection!.Reveal(), config.Node.Name),
        _ => new SqliteCdrSink(Path.Combine(data, FileName), config.Node.Name),
    };

    /// <summary>The files besides, or null.</summary>
    public static ICdrSink? CreateFiles(GatewayConfig config, string data, TimeProvider time)
    {
        if (config.Cdr.Files is not { } files)
            return null;
        var options = new CdrFileOptions
        {
            Folder = Path.Combine(data, files.Folder),
            Format = files.Format,
            MaxBytes = (long)files.MaxMib << 20,
            MaxAge = files.MaxAge,
        };
        return new FileCdrSink(options, config.Node.Name, time);
    }

    /// <summary>How an exporter paces itself.</summary>
    public static CdrExporterOptions Options(GatewayConfig config, ICdrSink sink)
    {
        var options = new CdrExporterOptions { Retention = config.Cdr.Retention > TimeSpan.Zero ? config.Cdr.Retention : null };
        // The age of a file is looked at as often as the smallest one asks for; how long files are kept is up to whoever fetches them.
        return sink is FileCdrSink ? options with { TendInterval = TimeSpan.FromSeconds(1), Retention = null } : options;
    }

    /// <summary>Reads what the sink of the same configuration has written.</summary>
    public static CdrQuery Query(GatewayConfig config, string data) => config.Cdr.Sink switch
    {
        CdrSink.Postgres => CdrQuery.Postgres(config.Cdr.Connection!.Reveal()),
        _ => CdrQuery.Sqlite(Path.Combine(data, FileName)),
    };
}
