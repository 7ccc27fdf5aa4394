using Shared;

namespace Faults.Disk;

/// <summary>An <see cref="UnsureFileSystem"/> on a folder, and the power that it hangs on.</summary>
internal sealed class UnsureDisk : IDisposable
{
    private readonly string _folder;
    private FuseMount _mount;

    public UnsureDisk(string folder, int seed)
    {
        _folder = folder;
        Files = new UnsureFileSystem(seed);
        Directory.CreateDirectory(folder);
        _mount = new FuseMount(folder, Files);
    }

    public UnsureFileSystem Files { get; }

    /// <summary>The power goes: the process ends where it stands, the disk has what was synced and by chance some of the rest.</summary>
    public async Task CutPowerAsync(ChildProcess process)
    {
        Files.PowerOff();
        await process.KillAsync();
        _mount.Dispose();
        Files.PowerOn();
        _mount = new FuseMount(_folder, Files);
    }

    public void Dispose() => _mount.Dispose();
}
