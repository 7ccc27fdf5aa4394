namespace Cli;

/// <summary>What the verbs return.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The verb ran, and the answer is no.</summary>
    public const int Failed = 1;

    /// <summary>It could not run: no connection, an occupied port, a file that cannot be opened.</summary>
    public const int Unable = 2;

    /// <summary>No gateway runs there.</summary>
    public const int NoGateway = 3;

    /// <summary>Ctrl-C or SIGTERM ended it before it was done; what shells say of a command that SIGINT ended.</summary>
    public const int Interrupted = 130;

    /// <summary>Says on standard error what went wrong.</summary>
    public static int Say(int code, string message)
    {
        Console.Error.WriteLine($"smpp: {message}");
        return code;
    }
}
