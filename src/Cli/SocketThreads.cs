namespace Cli;

/// <summary>Which threads handle what comes over a socket.</summary>
internal static class SocketThreads
{
    private const string Setting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// The threads that wait for sockets, one for each processor, and not those of the pool, to wake one of which takes longer than to
    /// relay a message. No handler of ours waits for anything there. To be called before the first socket; a setting that the environment
    /// already has stays.
    /// </summary>
    public static void HandleWhereTheyWait()
    {
        if (Environment.GetEnvironmentVariable(Setting) is null)
            Environment.SetEnvironmentVariable(Setting, "1");
    }
}
