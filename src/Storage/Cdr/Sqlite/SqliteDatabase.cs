using System.Runtime.InteropServices;

namespace Storage.Cdr;

/// <summary>A connection to a SQLite file. One thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly string _path;
    private readonly HashSet<SqliteStatement> _statements = [];
    private nint _handle;

    public SqliteDatabase(string path, bool readOnly = false)
    {
        _path = path;
        int flags = readOnly ? SqliteNative.OpenReadOnlyNoMutex : SqliteNative.OpenReadWriteCreateNoMutex;
        int result = SqliteNative.sqlite3_open_v2(path, out _handle, flags, 0);
        if (result == SqliteNative.Ok) return;
        Exception error = Error();
        Dispose();
        throw error;
    }

    /// <summary>Opens a file as it stands at this moment, whatever is written meanwhile, on a connection that cannot write.</summary>
    /// <exception cref="CdrDatabaseException">It is not a file of this release.</exception>
    public static SqliteDatabase OpenSnapshot(string path)
    {
        var database = new SqliteDatabase(path, readOnly: true);
        try
        {
            database.Execute("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -32768; BEGIN");
            if (CdrSchema.After(database.Number("SELECT max(version) FROM schema_version"), "sqlite", path).Any())
                throw new CdrDatabaseException(
                    $"{path}: its rows are as an earlier release wrote them; start the gateway, which rewrites them");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs one or more statements that give no rows.</summary>
    public void Execute(string sql)
    {
        if (SqliteNative.sqlite3_exec(_handle, sql, 0, 0, 0) != SqliteNative.Ok) throw Error();
    }

    public SqliteStatement Prepare(string sql)
    {
        if (SqliteNative.sqlite3_prepare_v2(_handle, sql, -1, out nint statement, 0) != SqliteNative.Ok) throw Error();
        var prepared = new SqliteStatement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    /// <summary>A statement has gone by itself.</summary>
    public void Forget(SqliteStatement statement) => _statements.Remove(statement);

    /// <summary>The first column of a statement's first row; 0 when that is null.</summary>
    public long Number(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Read() ? statement.Number(0) : 0;
    }

    public CdrDatabaseException Error()
    {
        string? reason = Marshal.PtrToStringUTF8(SqliteNative.sqlite3_errmsg(_handle));
        return new CdrDatabaseException($"{_path}: {reason} (SQLite error {SqliteNative.sqlite3_extended_errcode(_handle)})");
    }

    /// <summary>
    /// Closes the connection and whatever was prepared on it: SQLite keeps the file open as long as there is a statement, and one whose
    /// owner failed half way has nobody else to dispose it.
    /// </summary>
    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.ToList()) statement.Dispose();
        if (_handle != 0) _ = SqliteNative.sqlite3_close_v2(_handle);
        _handle = 0;
    }
}
