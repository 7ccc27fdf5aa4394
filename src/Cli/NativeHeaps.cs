using System.Runtime.InteropServices;

namespace Cli;

/// <summary>How many heaps the C library keeps beside that of the runtime.</summary>
internal static partial class NativeHeaps
{
    private const string Setting = "MALLOC_ARENA_MAX";
    private const string Tunables = "GLIBC_TUNABLES";
    private const string Tunable = "glibc.malloc.arena_max";
    private const int ArenaMax = -8;
    private const int Few = 2;

    /// <summary>
    /// By default nearly every thread has one of its own, and threads of the pool and of the compiler come and go: what each of them has
    /// needed at some time stays with the process, which so grows for as long as it runs. To be called before other threads allocate; a
    /// setting that the environment already has stays.
    /// </summary>
    public static void KeepFew()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Setting) is not null
            || Environment.GetEnvironmentVariable(Tunables)?.Contains(Tunable, StringComparison.Ordinal) == true)
            return;
        try
        {
            _ = SetOption(ArenaMax, Few);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc: another C library has one heap.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
