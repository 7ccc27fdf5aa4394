using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Fuzz;

/// <summary>
/// The octets under test, with their end at the end of a page and behind it a page that nobody may read: one octet too far ends the
/// process. What was under test then is left in the file, which the process that started this one reads.
/// </summary>
internal sealed unsafe partial class GuardedInput : IDisposable
{
    public const int MaxLength = 128 * 1024;

    private static readonly int Page = Environment.SystemPageSize;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    /// <param name="path">The file; null where nobody reads it later.</param>
    public GuardedInput(string? path = null)
    {
        long size = Page + MaxLength + Page;
        _file = path is null
            ? MemoryMappedFile.CreateNew(null, size)
            : MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, size);
        _view = _file.CreateViewAccessor();
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        if (Protect(End, (nuint)Page, 0) != 0)
            throw new InvalidOperationException("the page behind the octets cannot be protected");
    }

    private byte* End => _start + Page + MaxLength;

    /// <summary>Puts the octets in front of the guard.</summary>
    public ReadOnlySpan<byte> Place(ReadOnlySpan<byte> octets)
    {
        *(int*)_start = octets.Length;
        var place = new Span<byte>(End - octets.Length, octets.Length);
        octets.CopyTo(place);
        return place;
    }

    /// <summary>What a process that is gone had under test.</summary>
    public static byte[] LastOf(string path)
    {
        if (!File.Exists(path))
            return [];
        byte[] file = File.ReadAllBytes(path);
        int end = Page + MaxLength;
        return file[(end - BitConverter.ToInt32(file))..end];
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(byte* address, nuint length, int protection);
}
