using System.Net;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Sessions.Throughput;

/// <summary>One session and as many loops as its window has places, each of which awaits the response to one submit_sm at a time.</summary>
internal sealed class SubmitAsyncLoad(int port, int window, Heartbeat heartbeat) : ILoad, ISessionHandler
{
    private BoundSession? _bound;
    private long[] _answered = [];

    public Samples Samples { get; } = new();

    public long Answered => _answered.Sum();

    public async Task ConnectAsync() => _bound = await BoundSession.ConnectAsync(
        new IPEndPoint(IPAddress.Loopback, port),
        new Bind(CommandId.BindTransceiver) { SystemId = Messages.SystemId, Password = Messages.Password },
        this, Messages.Options(window), heartbeat);

    public async Task RunAsync(CancellationToken stop)
    {
        _answered = new long[window];
        var loops = new Task[window];
        using (FlushScope.Enter())
        {
            for (int i = 0; i < window; i++)
                loops[i] = LoopAsync(i, stop);
        }
        await Task.WhenAll(loops);
    }

    public ValueTask DisposeAsync() => _bound!.DisposeAsync();

    void ISessionHandler.OnMessage(in Inbound request, scoped in MessageView message) => request.Accept();

    void ISessionHandler.OnEnd(SmppSession session, SessionEnd end)
    {
    }

    private async Task LoopAsync(int place, CancellationToken stop)
    {
        long sent = place;
        while (!stop.IsCancellationRequested)
        {
            long start = Samples.Start(sent++);
            var response = await _bound!.SubmitAsync(Messages.Submit, CancellationToken.None).ConfigureAwait(false);
            if (response.Header.Status != CommandStatus.Ok)
                throw new InvalidOperationException($"a submit was answered {response.Header.Status.Name}");
            _answered[place]++;
            if (start != 0)
            {
                lock (Samples)
                    Samples.End(start);
            }
        }
    }
}
