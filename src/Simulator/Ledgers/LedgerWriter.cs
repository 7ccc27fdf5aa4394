namespace Simulator.Ledgers;

/// <summary>
/// Appends lines to a ledger. Lines gather in memory and are written every <see cref="Interval"/>, on <see cref="Flush"/> and at
/// the end; what was written survives the death of this process, though not of the machine.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int InitialSize = 64 * 1024;
    private const int WriteAt = 1024 * 1024;

    private readonly FileStream _file;
    private readonly ITimer _timer;
    private readonly Lock _appending = new();
    private readonly Lock _writing = new();
    private byte[] _filling = new byte[InitialSize];
    private byte[] _spare = new byte[InitialSize];
    private int _filled;
    private volatile IOException? _failure;

    private LedgerWriter(FileStream file, TimeProvider time)
    {
        _file = file;
        _timer = time.CreateTimer(static state => ((LedgerWriter)state!).TryFlush(), this, Interval, Interval);
    }

    /// <summary>The longest time that a line stays in memory only.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Why lines could not be written, or null.</summary>
    public IOException? Failure => _failure;

    /// <summary>Opens a ledger, making it when it does not exist.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static LedgerWriter Open(string path, TimeProvider time)
    {
        // A line that was cut off by a kill must not join the next one.
        bool torn = File.Exists(path) && EndsTorn(path);
        var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        if (torn)
            file.Write("\n"u8);
        return new LedgerWriter(file, time);
    }

    public void Append(scoped in LedgerLine line)
    {
        bool full;
        lock (_appending)
        {
            var octets = line.Octets;
            if (_filled + octets.Length > _filling.Length)
                Array.Resize(ref _filling, _filling.Length * 2);
            octets.CopyTo(_filling.AsSpan(_filled));
            _filled += octets.Length;
            full = _filled >= WriteAt;
        }
        if (full)
            Flush();
    }

    /// <summary>Writes every line that was appended before the call.</summary>
    public void Flush()
    {
        if (Volatile.Read(ref _filled) == 0)
        {
            // Somebody else may have taken our lines and not have written them yet.
            lock (_writing)
                return;
        }
        lock (_writing)
        {
            int count;
            lock (_appending)
            {
                (_filling, _spare) = (_spare, _filling);
                count = _filled;
                _filled = 0;
            }
            try
            {
                _file.Write(_spare, 0, count);
            }
            catch (IOException e)
            {
                _failure ??= e;
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        TryFlush();
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private void TryFlush()
    {
        try
        {
            Flush();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Kept in Failure, which the owner reports at its end.
        }
    }

    private static bool EndsTorn(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
