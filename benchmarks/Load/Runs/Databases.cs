using System.Globalization;
using Shared;

namespace Load.Runs;

/// <summary>A PostgreSQL server of the benchmark's own, started when the first scenario wants one.</summary>
internal sealed class Databases : IAsyncDisposable
{
    private PostgresServer? _server;
    private int _made;

    /// <summary>The connection to a database that is empty.</summary>
    public string New()
    {
        _server ??= new PostgresServer();
        return _server.CreateDatabase(string.Create(CultureInfo.InvariantCulture, $"cdr{++_made}"));
    }

    /// <summary>Processor time of all processes of the server.</summary>
    public double CpuSeconds() => _server is null
        ? 0
        : ProcessUsage.CpuSecondsOfFamily(string.Create(CultureInfo.InvariantCulture, $"-p\0{_server.ListeningPort}\0"));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
