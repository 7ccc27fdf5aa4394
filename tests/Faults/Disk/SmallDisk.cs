namespace Faults.Disk;

/// <summary>A file system in memory (tmpfs) that holds only so many octets, and a file that takes what is left of them.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int FillOctets = 1 << 20;
    private const int PageOctets = 4096;

    private readonly string _folder;

    public SmallDisk(string folder, long octets)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        MountCalls.Checked(
            MountCalls.mount("small", folder, "tmpfs", MountCalls.NoSuidNoDevices, $"size={octets},mode=755"), $"mounting on {folder}");
    }

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Octets that are free.</summary>
    public long Free => new DriveInfo(_folder).AvailableFreeSpace;

    /// <summary>Takes all the space that is left.</summary>
    public void Fill()
    {
        using var file = File.OpenHandle(Ballast, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        long length = RandomAccess.GetLength(file);
        byte[] octets = new byte[FillOctets];
        for (int size = FillOctets; size >= PageOctets;)
        {
            try
            {
                RandomAccess.Write(file, octets.AsSpan(0, size), length);
                length += size;
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Release() => File.Delete(Ballast);

    public void Dispose() => MountCalls.Checked(MountCalls.umount2(_folder, MountCalls.DetachLazily), $"unmounting {_folder}");
}
