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

    /// <summary>Reads what the sink of the same configuration has written.</summary>
    public static CdrQuery Query(GatewayConfig config, string data) => config.Cdr.Sink switch
    {
        CdrSink.Postgres => CdrQuery.Postgres(config.Cdr.Connection!.Reveal()),
        _ => CdrQuery.Sqlite(Path.Combine(data, FileName)),
    };
}
