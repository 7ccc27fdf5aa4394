using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Storage;

/// <summary>One file: pwrite, fdatasync and fallocate with their results checked.</summary>
internal sealed unsafe class LinuxJournalFile : IJournalFile
{
    private const int FillBytes = 1 << 20;

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    public LinuxJournalFile(string path, FileMode mode)
    {
        _path = path;
        _handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> target, long offset)
    {
        int read = 0;
        while (read < target.Length && RandomAccess.Read(_handle, target[read..], offset + read) is > 0 and var octets) read += octets;
        return read;
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        fixed (byte* first = source)
        {
            for (int done = 0; done < source.Length;)
            {
                nint written = Libc.pwrite(_handle, first + done, source.Length - done, offset + done);
                if (written > 0) done += (int)written;
                else if (written == 0 || Marshal.GetLastPInvokeError() != Libc.Interrupted) throw Error("pwrite");
            }
        }
    }

    public void Sync()
    {
        while (Libc.fdatasync(_handle) != 0)
            if (Marshal.GetLastPInvokeError() != Libc.Interrupted) throw Error("fdatasync");
    }

    public void SyncAll()
    {
        while (Libc.fsync(_handle) != 0)
            if (Marshal.GetLastPInvokeError() != Libc.Interrupted) throw Error("fsync");
    }

    /// <summary>Reserves the blocks; a file system that cannot is made to by writing zeros.</summary>
    public void Allocate(long length)
    {
        int result;
        do result = Libc.fallocate(_handle, 0, 0, length);
        while (result != 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
        if (result == 0) return;
        if (Marshal.GetLastPInvokeError() != Libc.NotSupported) throw Error("fallocate");
        Fill(0, length);
    }

    public void Clear(long offset) => Fill(offset, Length - offset);

    /// <summary>
    /// Writes zeros and syncs them in steps, so that the syncs of traffic in between stay short. Overwriting a written block syncs
    /// in half the time of a block that is only reserved.
    /// </summary>
    public void Fill(long offset, long length)
    {
        byte[] zeros = new byte[(int)Math.Min(FillBytes, length)];
        for (long done = 0; done < length; done += zeros.Length)
        {
            Write(zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - done)), offset + done);
            Sync();
        }
    }

    public void Dispose() => _handle.Dispose();

    private JournalIoException Error(string call) => new(call, _path, Marshal.GetLastPInvokeError());
}
