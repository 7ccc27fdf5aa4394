namespace Gateway.Hosting;

/// <summary>
/// The data folder is for the gateway's own user alone: it holds the texts of messages, and who may write to its socket controls the
/// gateway. What the umask says is not relied on, since that of a service is the system's.
/// </summary>
internal static class DataFolder
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes the folder; one that is there stays as its owner made it.</summary>
    public static void Create(string path) => Directory.CreateDirectory(path, Own);

    /// <summary>The mode of a folder that others may use, as chmod writes it; null for one that nobody else may.</summary>
    public static string? OpenMode(string path) =>
        File.GetUnixFileMode(path) is var mode && (mode & Others) != 0 ? Convert.ToString((int)mode, toBase: 8) : null;

    /// <summary>Keeps others from a socket. Nobody can connect before it listens, so that none comes first.</summary>
    public static void Close(string socket) => File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
}
