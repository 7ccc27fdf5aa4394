using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Storage.Cdr;

/// <summary>
/// CDRs in files that whoever fetches them may move away: a file has its name only once it is complete and synced, before that it ends
/// in <c>.tmp</c>. What of a file was not complete when the process died is written again, under the same name where it begins at the
/// same event: each row at least once, with the same message_id and event_no.
/// </summary>
public sealed class FileCdrSink : ICdrSink
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string Unfinished = ".tmp";
    private const int BufferBytes = 1 << 20;

    private readonly CdrFileOptions _options;
    private readonly TimeProvider _time;
    private readonly string _prefix;
    private readonly string _positionPath;
    private readonly CdrFileWriter _rows;
    private readonly CdrWorker _worker = new("cdr files");
    private FileStream? _file;
    private string _name = "";
    private long _openedAt;
    private CdrPosition _complete;
    private CdrPosition _written;

    /// <summary>Files of <paramref name="node"/> begin with <c>cdr-NODE-</c>.</summary>
    public FileCdrSink(CdrFileOptions options, string node, TimeProvider time)
    {
        _options = options;
        _time = time;
        _prefix = $"cdr-{node}-";
        _positionPath = Path.Combine(options.Folder, $".cdr-{node}.position");
        _rows = new CdrFileWriter(options.Format, node);
    }

    /// <inheritdoc/>
    public JournalPosition? HeldFrom => _file is null ? null : _complete.Position;

    /// <inheritdoc/>
    public async ValueTask<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
    {
        CdrPosition? position = null;
        await _worker.RunAsync(() => position = Open());
        return position;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(CdrBatch batch, CdrPosition next, CancellationToken cancellationToken) =>
        await _worker.RunAsync(() => Write(batch, next));

    /// <inheritdoc/>
    public async ValueTask<bool> TendAsync(DateTimeOffset now, TimeSpan? retention, CancellationToken cancellationToken)
    {
        if (_file is not null && _time.GetElapsedTime(_openedAt) >= _options.MaxAge) await _worker.RunAsync(Complete);
        return false;
    }

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_file is not null) await _worker.RunAsync(Complete);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _worker.RunAsync(Abandon);
        }
        finally
        {
            _worker.Dispose();
            _rows.Dispose();
        }
    }

    private CdrPosition? Open()
    {
        Abandon();
        LinuxJournalFiles.Instance.CreateFolder(_options.Folder);
        foreach (string left in Directory.GetFiles(_options.Folder, _prefix + "*" + Unfinished))
            if (IsOwn(Path.GetFileName(left))) File.Delete(left);
        CdrPosition? stored = ReadPosition();
        _complete = stored ?? default;
        _written = _complete;
        return stored;
    }

    /// <summary>Nodes may share a folder, and the name of one may begin as that of another does.</summary>
    private bool IsOwn(string name)
    {
        ReadOnlySpan<char> rest = name.AsSpan(_prefix.Length);
        int time = rest.IndexOf('-');
        return time > 0 && DateTime.TryParseExact(rest[..time], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    private void Write(CdrBatch batch, CdrPosition next)
    {
        // The stored position was another journal's, or lay behind this one's end: this one is exported from elsewhere.
        if (_file is null && (next.Journal != _complete.Journal || next.Position < _complete.Position))
            _complete = _written = new CdrPosition(next.Journal, JournalPosition.Start);
        if (batch.Count > 0 && _file is null) Begin(batch);
        if (_file is null)
        {
            StorePosition(next);
            return;
        }
        _file.Write(_rows.Encode(batch).Span);
        _written = next;
        if (_file.Position >= _options.MaxBytes) Complete();
    }

    private void Begin(CdrBatch batch)
    {
        long first = 0;
        foreach (ref readonly JournalEvent e in batch)
        {
            first = e.Time;
            break;
        }
        DateTime moment = DateTime.UnixEpoch.AddTicks(first * TimeSpan.TicksPerMicrosecond);
        string time = moment.ToString(TimeFormat, CultureInfo.InvariantCulture);
        string extension = _options.Format == CdrFileFormat.Csv ? ".csv" : ".jsonl";
        JournalPosition from = _written.Position;
        _name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}{time}-{from.Segment:D10}-{from.Offset:D10}{extension}");
        _file = new FileStream(
            Path.Combine(_options.Folder, _name + Unfinished), FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        _file.Write(_rows.Headings.Span);
        _openedAt = _time.GetTimestamp();
    }

    /// <summary>Syncs the file, gives it its name, and only then moves the position behind its rows.</summary>
    private void Complete()
    {
        FileStream file = _file!;
        Sync(file);
        file.Dispose();
        _file = null;
        string path = Path.Combine(_options.Folder, _name);
        File.Move(path + Unfinished, path, overwrite: true);
        LinuxJournalFiles.Instance.SyncFolder(_options.Folder);
        StorePosition(_written);
    }

    private void StorePosition(CdrPosition position)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{position.Journal} {position.Position.Value}\n");
        using (var file = new FileStream(_positionPath + Unfinished, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(text));
            Sync(file);
        }
        File.Move(_positionPath + Unfinished, _positionPath, overwrite: true);
        LinuxJournalFiles.Instance.SyncFolder(_options.Folder);
        _complete = position;
        _written = position;
    }

    private CdrPosition? ReadPosition()
    {
        if (!File.Exists(_positionPath)) return null;
        string[] words = File.ReadAllText(_positionPath).Split(' ', '\n');
        if (words.Length == 3 && Guid.TryParse(words[0], out Guid journal)
            && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long position))
            return new CdrPosition(journal, new JournalPosition(position));
        throw new CdrDatabaseException(
            $"{_positionPath} does not say how far the files go; delete it to have all that the journal still has written again");
    }

    private void Abandon()
    {
        if (_file is null) return;
        FileStream file = _file;
        _file = null;
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // What the disk has no room for goes anyway.
        }
        File.Delete(file.Name);
    }

    private static void Sync(FileStream file)
    {
        file.Flush();
        if (Libc.fsync(file.SafeFileHandle) != 0) throw new JournalIoException("fsync", file.Name, Marshal.GetLastPInvokeError());
    }
}
