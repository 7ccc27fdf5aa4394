using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Shared;

/// <summary>
/// A PostgreSQL server of the tests' own, on a free port with a fresh folder, from the Debian package's binaries. An xunit
/// class fixture; <see cref="StopAsync"/> and <see cref="StartAsync"/> take it away and bring it back on the same port.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private const string PackageFolder = "/usr/lib/postgresql";
    private const string User = "postgres";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smpp-postgres-");
    private readonly string _binaries;
    private readonly int _port = FreePort.Next();
    private bool _running;

    public PostgresServer()
    {
        _binaries = Directory.Exists(PackageFolder)
            ? Directory.GetDirectories(PackageFolder).Select(version => Path.Combine(version, "bin")).Where(Directory.Exists).Order().Last()
            : throw new InvalidOperationException(
                $"{PackageFolder} is missing: install the package postgresql, or run ./build.sh test, which does.");
        if (geteuid() == 0) Run("chown", User, _folder.FullName);
        RunAsServer("initdb", "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        Start();
    }

    /// <summary>For the server's maintenance database; errors carry their details.</summary>
    public string ConnectionString => ConnectionTo("postgres");

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>The port that it listens on, over restarts too.</summary>
    public int ListeningPort => _port;

    /// <summary>For a database of the given name on this server, or on a proxy before it.</summary>
    public string ConnectionTo(string database, int? port = null) =>
        $"Host=127.0.0.1;Port={port ?? _port};Username={User};Database={database};Include Error Detail=true;Timeout=5;SSL Mode=Disable";

    /// <summary>Creates an empty database; returns its connection string.</summary>
    public string CreateDatabase(string name)
    {
        RunAsServer("createdb", "-h", "127.0.0.1", "-p", Port, "-U", User, name);
        return ConnectionTo(name);
    }

    /// <summary>Ends the server at once, as a crash would: open connections break, what was committed stays.</summary>
    public Task StopAsync() => Task.Run(Stop);

    public Task StartAsync() => Task.Run(Start);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private string Port => _port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Start()
    {
        if (_running) return;
        RunAsServer(
            "pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(_folder.FullName, "log"),
            "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder.FullName} -c shared_buffers=64MB",
            "start");
        _running = true;
    }

    private void Stop()
    {
        if (!_running) return;
        RunAsServer("pg_ctl", "-D", Data, "-w", "-t", "60", "-m", "immediate", "stop");
        _running = false;
    }

    /// <summary>The server refuses to run as root.</summary>
    private void RunAsServer(string program, params string[] arguments)
    {
        string path = Path.Combine(_binaries, program);
        if (geteuid() == 0) Run("runuser", ["-u", User, "--", path, .. arguments]);
        else Run(path, arguments);
    }

    // Its output goes nowhere: pg_ctl leaves it open in the server, so that reading it to the end would not end.
    private void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = _folder.FullName };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null");
        start.ArgumentList.Add(program);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} failed with exit code {process.ExitCode}; its log is in {_folder.FullName}");
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
