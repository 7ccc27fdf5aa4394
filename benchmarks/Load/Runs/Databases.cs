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

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
