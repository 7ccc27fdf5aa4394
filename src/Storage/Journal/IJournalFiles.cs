namespace Storage;

/// <summary>The file system below a journal: the place where tests put a disk that fails.</summary>
public interface IJournalFiles
{
    /// <summary>Makes the folder when it is missing, and its entry durable.</summary>
    void CreateFolder(string folder);

    /// <summary>Full paths of the files in a folder that end in <paramref name="extension"/>.</summary>
    string[] List(string folder, string extension);

    /// <summary>Makes a file with all its blocks allocated, filled with zeros; <paramref name="initialise"/> also writes them.</summary>
    /// <exception cref="JournalIoException">It cannot be made; nothing is left behind.</exception>
    IJournalFile Create(string path, long length, bool initialise);

    /// <summary>Opens a file for reading and writing.</summary>
    IJournalFile Open(string path);

    /// <summary>Renames within a folder, replacing what had the name.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file.</summary>
    void Delete(string path);

    /// <summary>Makes the folder's entries durable.</summary>
    void SyncFolder(string folder);

    /// <summary>Octets that this process may still allocate in the folder.</summary>
    long FreeBytes(string folder);

    /// <summary>Holds the folder for this process until disposed.</summary>
    /// <exception cref="JournalInUseException">Another process holds it.</exception>
    IDisposable Lock(string folder);
}

/// <summary>A file of the journal. One thread at a time.</summary>
public interface IJournalFile : IDisposable
{
    /// <summary>Octets of the file.</summary>
    long Length { get; }

    /// <summary>Reads up to the end of <paramref name="target"/> or of the file; returns the octets read.</summary>
    int Read(Span<byte> target, long offset);

    /// <summary>Writes all of <paramref name="source"/>.</summary>
    /// <exception cref="JournalIoException">The system refused.</exception>
    void Write(ReadOnlySpan<byte> source, long offset);

    /// <summary>Makes what was written durable.</summary>
    /// <exception cref="JournalIoException">The system refused; what was written before is in an unknown state for good.</exception>
    void Sync();

    /// <summary>Writes zeros from <paramref name="offset"/> to the end of the file, durably.</summary>
    void Clear(long offset);
}
