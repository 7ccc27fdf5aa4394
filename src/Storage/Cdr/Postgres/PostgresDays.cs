using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Storage.Cdr;

/// <summary>
/// The partitions of the table cdr, one for each day (UTC), and one for all that stood there before it had partitions.
/// </summary>
internal sealed class PostgresDays
{
    public const long MicrosecondsPerDay = 86_400_000_000;

    // Any constant does: it keeps two nodes from making the same table at once.
    public const long SchemaLock = 0x534D5050;

    private const string Prefix = "cdr_";
    private const string PrefixOfEarlier = "cdr_before_";
    private const string NameFormat = "yyyyMMdd";

    // Dropping a day waits for whoever reads it, and everybody else waits behind that: not for long.
    private const string DropPatience = "SET LOCAL lock_timeout = '2s'";

    private readonly HashSet<long> _days = [];
    private readonly HashSet<string> _refused = [];
    private string? _earlier;
    private long _border = long.MinValue;

    /// <summary>Where it reports a day that cannot be dropped.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Learns which partitions there are.</summary>
    public async Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        _days.Clear();
        _earlier = null;
        _border = long.MinValue;
        await using var ask = new NpgsqlCommand(
            "SELECT relname::text FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'cdr'::regclass", connection);
        await using NpgsqlDataReader names = await ask.ExecuteReaderAsync(cancellationToken);
        while (await names.ReadAsync(cancellationToken)) Learn(names.GetString(0));
    }

    /// <summary>Makes the partition of a day, counted from 1970, unless there is one.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, long day, CancellationToken cancellationToken)
    {
        if (day < _border || _days.Contains(day)) return;
        string name = NameOf(day);
        // Attaching an empty table locks out nobody; CREATE TABLE … PARTITION OF would wait for every reader.
        await ExecuteAsync(
            connection,
            $"""
            DO $$
            BEGIN
                PERFORM pg_advisory_xact_lock({SchemaLock});
                IF to_regclass('{name}') IS NULL THEN
                    CREATE TABLE {name} (LIKE cdr INCLUDING DEFAULTS);
                    ALTER TABLE cdr ATTACH PARTITION {name} FOR VALUES FROM ('{Start(day)}') TO ('{Start(day + 1)}');
                END IF;
            END
            $$
            """,
            cancellationToken);
        _days.Add(day);
    }

    /// <summary>
    /// Drops the days that ended at or before <paramref name="before"/>; one that is being read, or that the database does not let go,
    /// stays until the next time.
    /// </summary>
    public async Task DropAsync(NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        long first = DayOf(before);
        if (_earlier is { } earlier && _border <= first && await TryDropAsync(connection, earlier, cancellationToken))
        {
            _earlier = null;
            _border = long.MinValue;
        }
        foreach (long day in _days.Where(day => day < first).ToList())
            if (await TryDropAsync(connection, NameOf(day), cancellationToken)) _days.Remove(day);
    }

    /// <summary>The day of a moment.</summary>
    public static long DayOf(DateTimeOffset moment) =>
        moment.UtcTicks / TimeSpan.TicksPerDay - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay);

    private async Task<bool> TryDropAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, $"BEGIN; {DropPatience}; DROP TABLE IF EXISTS {name}; COMMIT", cancellationToken);
            return true;
        }
        catch (PostgresException e)
        {
            await ExecuteAsync(connection, "ROLLBACK", cancellationToken);
            // Every minute it is tried again; once is enough to hear of it.
            if (e.SqlState != PostgresErrorCodes.LockNotAvailable && _refused.Add(name)) Log.DayStays(Logger, name, e);
            return false;
        }
    }

    private void Learn(string name)
    {
        if (TryReadDay(name, PrefixOfEarlier, out long border)) (_earlier, _border) = (name, border);
        else if (TryReadDay(name, Prefix, out long day)) _days.Add(day);
    }

    private static bool TryReadDay(string name, string prefix, out long day)
    {
        day = 0;
        if (!name.StartsWith(prefix, StringComparison.Ordinal)) return false;
        if (!DateTime.TryParseExact(
            name.AsSpan(prefix.Length), NameFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime date))
            return false;
        day = DayOf(date);
        return true;
    }

    private static DateTime DateOf(long day) => DateTime.UnixEpoch.AddDays(day);

    private static string NameOf(long day) => Prefix + DateOf(day).ToString(NameFormat, CultureInfo.InvariantCulture);

    private static string Start(long day) => DateOf(day).ToString("yyyy-MM-dd 00:00:00+00", CultureInfo.InvariantCulture);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
