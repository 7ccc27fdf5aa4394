using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Smpp.Session;

namespace Smpp.Testing;

/// <summary>
/// Where connections in memory are made: <see cref="ConnectAsync"/> in place of a socket's, and <see cref="AcceptAsync"/> or
/// <see cref="Serve"/> for the other end. Thread-safe.
/// </summary>
/// <param name="time">The clock of delays; null for the system's.</param>
public sealed class MemoryNetwork(TimeProvider? time = null)
{
    private readonly Channel<Transport> _incoming = Channel.CreateUnbounded<Transport>();
    private readonly ConcurrentQueue<MemoryLink> _links = new();

    /// <summary>The links made so far, in their order.</summary>
    public IReadOnlyCollection<MemoryLink> Links => _links;

    /// <summary>True to refuse connections, as a host does where nobody listens.</summary>
    public bool Refuses { get; set; }

    /// <summary>The <see cref="MemoryLink.Delay"/> of links made from now on.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Connects; for the Connect of a client's options.</summary>
    /// <param name="endPoint">What the client wants to reach; both ends then name it as their peer.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">Refused, while <see cref="Refuses"/> is set.</exception>
    public ValueTask<Transport> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Refuses)
            throw new SocketException((int)SocketError.ConnectionRefused);
        var link = new MemoryLink(time, endPoint: endPoint) { Delay = Delay };
        _links.Enqueue(link);
        _incoming.Writer.TryWrite(link.Second);
        return new(link.First);
    }

    /// <summary>The next connection's other end.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<Transport> AcceptAsync(CancellationToken cancellationToken = default) =>
        _incoming.Reader.ReadAsync(cancellationToken);

    /// <summary>Gives each connection's other end to a server, until <paramref name="stop"/>.</summary>
    /// <param name="run">Runs one connection to its end, such as RunAsync of a message centre.</param>
    /// <param name="stop">Ends the serving; connections go on.</param>
    public async Task Serve(Func<Transport, Task> run, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            await foreach (var transport in _incoming.Reader.ReadAllAsync(stop).ConfigureAwait(false))
                _ = run(transport);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way it ends.
        }
    }

    /// <summary>Cuts every link.</summary>
    public void Cut()
    {
        foreach (var link in _links)
            link.Cut();
    }
}
