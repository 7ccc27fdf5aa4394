using Npgsql;

namespace Storage.Cdr;

/// <summary>Connection strings of PostgreSQL, judged before anybody connects.</summary>
public static class PostgresConnection
{
    /// <summary>
    /// Whether a <see cref="PostgresCdrSink"/> and its <see cref="CdrQuery"/> can be made with it. There is no reason to go with a no:
    /// the driver's own quote the value, which may hold a password.
    /// </summary>
    public static bool IsUsable(string connectionString)
    {
        try
        {
            using NpgsqlDataSource written = CreateSource(connectionString), read = NpgsqlDataSource.Create(connectionString);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException
            or InvalidOperationException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>What a sink connects with. Without a host it throws as well.</summary>
    internal static NpgsqlDataSource CreateSource(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, TcpKeepAlive = true });
}
