using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulation.Pools;

/// <summary>A message centre's hosts, as a pool of binds meets them: down, mute, refusing, slow, well. Counts who is connected.</summary>
internal sealed class Centre : IBindAuthorizer, IDisposable
{
    private readonly PoolWorld _world;
    private readonly Random _random;
    private readonly Heartbeat _heartbeat;
    private readonly List<Line> _lines = [];
    private int _live;
    private long _freeSince = -1;

    public Centre(PoolWorld world, Random random)
    {
        _world = world;
        _random = random;
        _heartbeat = new Heartbeat(world.Time);
    }

    /// <summary>Set when from now on all goes well.</summary>
    public bool IsWell { get; set; }

    /// <summary>Set when nobody may connect any more.</summary>
    public bool IsOver { get; set; }

    public int Connects { get; private set; }

    public int Binds { get; private set; }

    public int Live => _live;

    public async ValueTask<Transport> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        Rule.Holds(!IsOver, "a stopped pool connects");
        Rule.Holds(_live < _world.Slots, $"{_live + 1} connections for {_world.Slots} binds");
        if (_world.Slots == 1 && _world.Hosts == 1 && _freeSince >= 0)
        {
            var waited = TimeSpan.FromTicks(_world.Time.Now - _freeSince);
            Rule.Holds(waited >= _world.LeastWait && waited <= _world.MostWait, $"connected again after {waited}");
        }
        Connects++;
        _live++;
        _world.Trace.Add(_world.Time.Now, 0, Deed.Opened, Connects);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(300)), _world.Time, cancellationToken);
            if (!IsWell && _random.Next(4) == 0)
                throw new SocketException((int)SocketError.ConnectionRefused);
            if (!IsWell && _random.Next(10) == 0)
                await Task.Delay(Timeout.InfiniteTimeSpan, _world.Time, cancellationToken);
        }
        catch
        {
            OnClosed();
            throw;
        }
        return Accept().Client;
    }

    public async ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(IsWell ? 300 : 6_000)), _world.Time);
        if (!IsWell && _random.Next(4) == 0)
            return BindDecision.Refuse(
                _random.Next(3) switch
                {
                    0 => CommandStatus.AlreadyBound,
                    1 => CommandStatus.InvalidPassword,
                    _ => CommandStatus.BindFailed,
                });
        Binds++;
        return new BindDecision(CommandStatus.Ok, "centre", new Answers(this));
    }

    public void Dispose() => _heartbeat.Dispose();

    /// <summary>From now on what is there is well too.</summary>
    public void Heal()
    {
        IsWell = true;
        foreach (var line in _lines)
        {
            if (line.BlackHole)
                line.Break();
        }
    }

    private Line Accept()
    {
        var line = new Line(
            _world.Time, new Random(_random.Next()), TimeSpan.FromMilliseconds(_random.Next(1, 500)), OnClosed);
        _lines.Add(line);
        var session = new SmppSession(SessionRole.MessageCentre, _world.CentreOptions, _heartbeat, authorizer: this);
        _ = new SessionConnection(line.Server, session, _world.Time).RunAsync();
        var end = TimeSpan.FromSeconds(-20 * Math.Log(1 - _random.NextDouble()));
        switch (_random.Next(4))
        {
            case 0:
                _world.Time.After(end, () => Unless(line.Break));
                break;
            case 1:
                _world.Time.After(end, () => Unless(() => line.BlackHole = true));
                break;
            case 2:
                _world.Time.After(end, () => Unless(() => _ = session.UnbindAsync()));
                break;
        }
        return line;
    }

    private void Unless(Action mishap)
    {
        if (!IsWell)
            mishap();
    }

    private void OnClosed()
    {
        _live--;
        _freeSince = _world.Time.Now;
    }

    private sealed class Answers(Centre centre) : ISessionHandler
    {
        public void OnMessage(in Inbound request, scoped in MessageView message)
        {
            bool isWell = centre.IsWell;
            if (!isWell && centre._random.Next(12) == 0)
                return;
            var answer = request;
            string id = long.Parse(message.UserData, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
            var status = isWell ? CommandStatus.Ok : centre._random.Next(30) switch
            {
                0 => CommandStatus.Throttled,
                1 => CommandStatus.MessageQueueFull,
                _ => CommandStatus.Ok,
            };
            centre._world.Time.After(TimeSpan.FromMilliseconds(centre._random.Next(800)), () =>
            {
                if (status == CommandStatus.Ok)
                    answer.Accept(System.Text.Encoding.ASCII.GetBytes(id));
                else
                    answer.Reject(status);
            });
        }

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }
    }
}
