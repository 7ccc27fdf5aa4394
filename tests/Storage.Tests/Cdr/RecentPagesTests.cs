using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Shared;
using Storage.Cdr;

namespace Storage.Tests;

public sealed partial class RecentPagesTests : IDisposable
{
    private const int Octets = 4 << 20;
    private const int Kept = 1 << 20;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_what_is_on_the_disk_only_the_end_stays_in_the_page_cache_and_all_can_be_read()
    {
        string path = _folder["rows"];
        byte[] written = new byte[Octets];
        new Random(1).NextBytes(written);
        using (var file = new FileStream(path, FileMode.CreateNew))
        {
            var pages = new RecentPages(path, Kept, step: 64 << 10);
            for (int done = 0; done < Octets; done += 128 << 10)
            {
                file.Write(written, done, 128 << 10);
                file.Flush(flushToDisk: true);
                pages.OnGrown();
            }
        }
        // A file system that is memory itself has nowhere to drop pages to.
        bool hasDisk = new DriveInfo(_folder.Path).DriveFormat is not ("tmpfs" or "ramfs");
        Assert.InRange(Cached(path), Kept, hasDisk ? 2 * Kept : Octets);
        Assert.Equal(written, File.ReadAllBytes(path));
    }

    private static unsafe int Cached(string path)
    {
        using var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor(0, Octets);
        byte[] resident = new byte[Octets / Environment.SystemPageSize];
        byte* first = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
        try
        {
            fixed (byte* answer = resident) Assert.Equal(0, mincore(first, Octets, answer));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
        return resident.Count(page => (page & 1) != 0) * Environment.SystemPageSize;
    }

    [LibraryImport("libc")]
    private static unsafe partial int mincore(byte* address, nint length, byte* answer);
}
