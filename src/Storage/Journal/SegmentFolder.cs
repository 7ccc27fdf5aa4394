using System.Globalization;

namespace Storage;

/// <summary>Names, makes, reuses and removes the segment files of one journal. Not thread-safe.</summary>
internal sealed class SegmentFolder(JournalOptions options, IJournalFiles files, TimeProvider time)
{
    public const string Extension = ".seg";
    public const string UnfinishedExtension = ".tmp";

    private const int UninitialisedSegments = 2;

    private readonly byte[] _header = new byte[SegmentHeader.Length];

    /// <summary>Carried by every segment of one journal, so that a position names one journal's place only.</summary>
    public Guid Identity { get; set; }

    public string PathOf(long number) => PathOf(options.Folder, number);

    public static string PathOf(string folder, long number) =>
        Path.Combine(folder, number.ToString("D10", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Numbers of the segments in a folder, ascending.</summary>
    /// <exception cref="JournalCorruptException">A segment file has a name that is no number.</exception>
    public static long[] Numbers(string folder, IJournalFiles files)
    {
        string[] paths = files.List(folder, Extension);
        long[] numbers = new long[paths.Length];
        for (int i = 0; i < paths.Length; i++)
        {
            string name = Path.GetFileNameWithoutExtension(paths[i]);
            if (!long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] <= 0)
                throw new JournalCorruptException(paths[i], 0, "its name is not a segment number");
        }
        Array.Sort(numbers);
        return numbers;
    }

    /// <summary>A new segment, durable with its header and its folder entry; it has its name only once it is complete.</summary>
    public IJournalFile Create(long number)
    {
        // A journal that stays small never pays for writing its blocks twice.
        bool initialise = options.Durability == Durability.Fsync && number > UninitialisedSegments;
        string unfinished = UnfinishedPathOf(number);
        return Finish(files.Create(unfinished, options.SegmentBytes, initialise), unfinished, number);
    }

    /// <summary>
    /// Gives a released segment a new number; its old octets stay and never validate under it. Null when the segment is gone
    /// but could not be reused.
    /// </summary>
    public IJournalFile? Recycle(long released, long number)
    {
        string unfinished = UnfinishedPathOf(number);
        try
        {
            files.Rename(PathOf(released), unfinished);
        }
        catch (FileNotFoundException)
        {
            // An earlier attempt got as far as this and no further.
            Delete(released);
            return null;
        }
        try
        {
            files.SyncFolder(options.Folder);
            IJournalFile file = files.Open(unfinished);
            if (file.Length == options.SegmentBytes) return Finish(file, unfinished, number);
            file.Dispose();
        }
        catch (IOException e) when (e is not JournalIoException { IsSync: true })
        {
            // Fall through: the segment was released, so what is left of it may go.
        }
        files.Delete(unfinished);
        return null;
    }

    public IJournalFile Open(long number) => files.Open(PathOf(number));

    public void Delete(long number)
    {
        files.Delete(PathOf(number));
        files.SyncFolder(options.Folder);
    }

    private IJournalFile Finish(IJournalFile file, string unfinished, long number)
    {
        try
        {
            new SegmentHeader(number, options.SegmentBytes, Identity, time.GetUtcNow().ToUnixTimeMilliseconds() * 1000).Write(_header);
            file.Write(_header, 0);
            file.Sync();
            files.Rename(unfinished, PathOf(number));
            files.SyncFolder(options.Folder);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private string UnfinishedPathOf(long number) => Path.ChangeExtension(PathOf(number), UnfinishedExtension);
}
