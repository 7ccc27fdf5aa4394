using System.Runtime.InteropServices;
using System.Text;

namespace Storage.Cdr;

/// <summary>A prepared statement. Parameters and columns as in SQLite: parameters count from 1, columns from 0.</summary>
internal sealed unsafe class SqliteStatement(SqliteDatabase database, nint handle) : IDisposable
{
    // SQLITE_TRANSIENT: SQLite copies what it was given.
    private const nint Copied = -1;

    private nint _handle = handle;

    public void Bind(int index, long value) => Check(SqliteNative.sqlite3_bind_int64(_handle, index, value));

    public void Bind(int index, string text) => Bind(index, Encoding.UTF8.GetBytes(text));

    /// <summary>Binds text, copied.</summary>
    public void Bind(int index, ReadOnlySpan<byte> utf8)
    {
        fixed (byte* octets = utf8)
        {
            Check(SqliteNative.sqlite3_bind_text(_handle, index, octets, utf8.Length, Copied));
        }
    }

    /// <summary>Binds a blob, copied.</summary>
    public void BindCopy(int index, ReadOnlySpan<byte> octets)
    {
        fixed (byte* first = octets)
        {
            Check(SqliteNative.sqlite3_bind_blob(_handle, index, first, octets.Length, Copied));
        }
    }

    /// <summary>Goes to the next row of the result; false behind the last one.</summary>
    public bool Read()
    {
        int result = SqliteNative.sqlite3_step(_handle);
        if (result == SqliteNative.Row) return true;
        if (result == SqliteNative.Done) return false;
        Exception error = database.Error();
        Reset();
        throw error;
    }

    /// <summary>Runs to the end and makes the statement ready for other parameters.</summary>
    public void Run()
    {
        while (Read())
        {
        }
        Reset();
    }

    public void Reset() => _ = SqliteNative.sqlite3_reset(_handle);

    public long Number(int column) => SqliteNative.sqlite3_column_int64(_handle, column);

    public string Text(int column) => Marshal.PtrToStringUTF8(SqliteNative.sqlite3_column_text(_handle, column)) ?? "";

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Octets(int column) =>
        new((void*)SqliteNative.sqlite3_column_blob(_handle, column), SqliteNative.sqlite3_column_bytes(_handle, column));

    public void Dispose()
    {
        if (_handle == 0) return;
        _ = SqliteNative.sqlite3_finalize(_handle);
        _handle = 0;
        database.Forget(this);
    }

    private void Check(int result)
    {
        if (result != SqliteNative.Ok) throw database.Error();
    }
}
