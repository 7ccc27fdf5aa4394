using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>An ESME bound to a message centre over one connection, both with traffic, from its begin to both sessions' ends.</summary>
internal sealed class Connection : IBindAuthorizer
{
    /// <summary>What a decision says that fails.</summary>
    public const string Failure = "the decision fails";

    private static readonly CommandId[] Kinds =
        [CommandId.BindTransceiver, CommandId.BindTransceiver, CommandId.BindTransmitter, CommandId.BindReceiver];

    private readonly Random _random;

    public Connection(World world, int number, int seed)
    {
        World = world;
        _random = new Random(seed);
        var conditions = world.Conditions;
        Esme = new Side(this, SessionRole.Esme, number * 2, conditions.SubmitsPerSecond, _random.Next());
        Centre = new Side(this, SessionRole.MessageCentre, (number * 2) + 1, conditions.DeliversPerSecond, _random.Next());
        Centre.Open(conditions.Listener, Esme, authorizer: this);
        Esme.Open(conditions.Esme, Centre, authorizer: null);
        var bind = new Bind(Kinds[_random.Next(Kinds.Length)]) { SystemId = "demo", InterfaceVersion = conditions.Esme.Version };
        if (_random.NextDouble() < conditions.Outbound)
        {
            Centre.Session.Outbind(new Outbind { SystemId = "centre" });
            world.Time.After(conditions.MostAnswerDelay * _random.NextDouble(), () => Bind(bind));
        }
        else
        {
            Bind(bind);
        }
        Esme.Begin();
        PlanMishaps();
    }

    public World World { get; }

    public Side Esme { get; }

    public Side Centre { get; }

    public bool Ended => Esme.End.Finished && Centre.End.Finished;

    public ValueTask<BindDecision> AuthorizeAsync(SmppSession session, Bind bind)
    {
        if (_random.NextDouble() < World.Conditions.Refused)
        {
            if (_random.Next(4) == 0)
                throw new InvalidOperationException(Failure);
            return new(BindDecision.Refuse(CommandStatus.BindFailed));
        }
        Centre.Begin();
        return new(new BindDecision(CommandStatus.Ok, "centre", Centre, World.Conditions.Account));
    }

    /// <summary>Both sides leave in order, as at a stop.</summary>
    public void Leave()
    {
        Esme.Unbind();
        Centre.Unbind();
    }

    /// <summary>Both ends are closed and checked; nothing of it goes on.</summary>
    public void CheckEnd()
    {
        Rule.Holds(Ended, $"stuck: the ESME is {Esme.Session.State}, the message centre {Centre.Session.State}");
        Esme.CheckEnd();
        Centre.CheckEnd();
    }

    private void Bind(Bind bind)
    {
        if (!Esme.Session.State.AwaitsBind)
            return;
        Esme.Touch();
        _ = Esme.Session.BindAsync(bind).AsTask();
    }

    private void PlanMishaps()
    {
        Plan(World.Conditions.CutsPerMinute, side => side.Cut());
        Plan(World.Conditions.UnbindsPerMinute, side => side.Unbind());
        Plan(World.Conditions.UnbindsPerMinute / 2, _ => Leave());
        Plan(World.Conditions.BlackHolesPerMinute, side =>
        {
            side.Note(Deed.VanishesFrom, 0);
            Esme.End.BlackHole = Centre.End.BlackHole = true;
        });
    }

    private void Plan(double perMinute, Action<Side> mishap)
    {
        if (perMinute > 0)
            World.Time.After(
                TimeSpan.FromMinutes(-Math.Log(1 - _random.NextDouble()) / perMinute), () =>
                    mishap(_random.Next(2) == 0 ? Esme : Centre));
    }
}
