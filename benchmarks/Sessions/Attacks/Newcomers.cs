using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Measuring;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Sessions.Attacks;

/// <summary>
/// Customers that connect, bind and unbind, each at its own moment however long the others take. One that waits to be let in waits in the
/// kernel, or for it to try again: that is its latency too.
/// </summary>
internal sealed class Newcomers(IPEndPoint centre, Heartbeat heartbeat, ISessionHandler handler)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly HashSet<long> _waiting = [];
    private readonly List<double> _milliseconds = [];
    private long _measuredFrom = long.MaxValue;
    private int _failed;

    /// <summary>Comes for ever.</summary>
    public async Task ComeAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync())
            _ = BindAsync(Stopwatch.GetTimestamp());
    }

    public void Begin()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _milliseconds.Clear();
            _failed = 0;
            _measuredFrom = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Who still waits counts with the time that it has waited so far.</summary>
    public NewcomerResult End()
    {
        lock (_gate)
        {
            _measuredFrom = long.MaxValue;
            int waiting = _waiting.Count;
            _milliseconds.AddRange(_waiting.Select(from => Stopwatch.GetElapsedTime(from).TotalMilliseconds));
            _waiting.Clear();
            return _milliseconds.Count == 0
                ? new NewcomerResult(0, waiting, _failed, 0, 0)
                : new NewcomerResult(_milliseconds.Count, waiting, _failed, Middle.Of(_milliseconds), _milliseconds.Max());
        }
    }

    private async Task BindAsync(long from)
    {
        lock (_gate)
        {
            if (from >= _measuredFrom)
                _waiting.Add(from);
        }
        try
        {
            await using var bound = await BoundSession.ConnectAsync(
                centre, new Bind(CommandId.BindTransceiver) { SystemId = TargetCentre.Honest, Password = TargetCentre.Password },
                handler, SessionOptions.Default, heartbeat);
            lock (_gate)
            {
                if (_waiting.Remove(from))
                    _milliseconds.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }
        }
        catch (Exception e) when (e is SocketException or SmppBindException)
        {
            lock (_gate)
                _failed += _waiting.Remove(from) ? 1 : 0;
        }
    }
}
