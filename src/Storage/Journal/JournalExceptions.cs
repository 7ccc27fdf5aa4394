using System.Runtime.InteropServices;

namespace Storage;

/// <summary>A system call on a file of the journal failed.</summary>
public sealed class JournalIoException : IOException
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Names the call, the file and the system's reason.</summary>
    public JournalIoException(string operation, string path, int errno)
        : base($"{operation} of {path} failed: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
    {
        Operation = operation;
        Path = path;
        Errno = errno;
    }

    /// <summary>The system call.</summary>
    public string Operation { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The system's error number.</summary>
    public int Errno { get; }

    /// <summary>Whether the disk or a quota is full.</summary>
    public bool IsDiskFull => Errno is NoSpace or QuotaExceeded;

    /// <summary>Whether a sync failed, after which nobody knows what is on the disk: final, whatever the reason.</summary>
    public bool IsSync => Operation is "fdatasync" or "fsync";
}

/// <summary>Bytes that were durable are not what was written. The file is kept as it is.</summary>
public sealed class JournalCorruptException : IOException
{
    /// <summary>Names the file, the offset of the first bad octets and what is wrong with them.</summary>
    public JournalCorruptException(string path, int offset, string reason)
        : base($"the journal is corrupt: {path} at offset {offset}: {reason}. Nothing was changed. While no gateway runs on it, "
            + "`smpp store verify` shows all that is damaged and `smpp store repair` writes a copy of everything else; "
            + "or restore the file from a copy")
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>The segment's file.</summary>
    public string Path { get; }

    /// <summary>Octets from the start of the file.</summary>
    public int Offset { get; }
}

/// <summary>Another process has the journal open.</summary>
public sealed class JournalInUseException : IOException
{
    /// <summary>Names the folder.</summary>
    public JournalInUseException(string folder, Exception inner)
        : base($"the journal in {folder} is in use by another process; stop it, or choose another data folder", inner)
    {
    }
}
