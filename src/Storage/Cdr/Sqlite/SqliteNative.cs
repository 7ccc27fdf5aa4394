using System.Runtime.InteropServices;

namespace Storage.Cdr;

/// <summary>
/// SQLite's own calls, for connections of one thread: the package's managed layer opens connections that lock a mutex in every call,
/// and copies what it reads.
/// </summary>
internal static unsafe partial class SqliteNative
{
    public const int Ok = 0;
    public const int Row = 100;
    public const int Done = 101;
    public const int OpenReadOnlyNoMutex = 0x1 | 0x8000;
    public const int OpenReadWriteCreateNoMutex = 0x2 | 0x4 | 0x8000;

    private const string Library = "e_sqlite3";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sqlite3_open_v2(string path, out nint database, int flags, nint system);

    [LibraryImport(Library)]
    public static partial int sqlite3_close_v2(nint database);

    [LibraryImport(Library)]
    public static partial nint sqlite3_errmsg(nint database);

    [LibraryImport(Library)]
    public static partial int sqlite3_extended_errcode(nint database);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sqlite3_exec(nint database, string sql, nint callback, nint argument, nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int sqlite3_prepare_v2(nint database, string sql, int length, out nint statement, nint tail);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int sqlite3_bind_int64(nint statement, int index, long value);

    [LibraryImport(Library)]
    public static partial int sqlite3_bind_text(nint statement, int index, byte* text, int length, nint keeper);

    [LibraryImport(Library)]
    public static partial int sqlite3_bind_blob(nint statement, int index, byte* octets, int length, nint keeper);

    [LibraryImport(Library)]
    public static partial int sqlite3_step(nint statement);

    [LibraryImport(Library)]
    public static partial int sqlite3_reset(nint statement);

    [LibraryImport(Library)]
    public static partial long sqlite3_column_int64(nint statement, int column);

    [LibraryImport(Library)]
    public static partial nint sqlite3_column_text(nint statement, int column);

    [LibraryImport(Library)]
    public static partial nint sqlite3_column_blob(nint statement, int column);

    [LibraryImport(Library)]
    public static partial int sqlite3_column_bytes(nint statement, int column);

    [LibraryImport(Library)]
    public static partial int sqlite3_finalize(nint statement);
}
