using System.Collections.Immutable;

namespace Routing;

/// <summary>Tells a group which of its upstreams can take a message now. A struct, so that asking costs no allocation.</summary>
public interface IAvailability
{
    /// <param name="member">The upstream's place in <see cref="GroupModel.Upstreams"/>.</param>
    bool IsAvailable(int member);
}

/// <summary>A group, compiled: chooses the upstream for a message. Immutable.</summary>
public sealed class GroupModel
{
    private readonly ImmutableArray<int> _weights;

    internal GroupModel(GroupConfig config)
    {
        Name = config.Name;
        Strategy = config.Strategy;
        Upstreams = [.. config.Upstreams];
        _weights = config.Weights.Count == 0 ? [.. config.Upstreams.Select(_ => 1)] : [.. config.Weights];
    }

    public string Name { get; }

    public GroupStrategy Strategy { get; }

    /// <summary>The members in the order of the file.</summary>
    public ImmutableArray<string> Upstreams { get; }

    /// <summary>Whether it stands for an upstream that a route names directly.</summary>
    public bool IsImplicit { get; private init; }

    internal static GroupModel OfUpstream(string upstream) =>
        new(new GroupConfig { Name = upstream, Upstreams = [upstream] }) { IsImplicit = true };

    /// <summary>The place in <see cref="Upstreams"/> of the member to use, or -1 when none is available. Allocates nothing.</summary>
    /// <param name="availability">Which members can take a message.</param>
    /// <param name="hash">
    /// Anything spread over messages; only a weighted group looks at it. The parts of one message go to the same upstream when they come
    /// with the same value, such as <see cref="MessageHash.OfPart"/>.
    /// </param>
    /// <remarks>
    /// A weighted group first chooses among all members and chooses again only when that one is away. So each available member gets exactly
    /// its share, and an upstream that goes away moves only its own messages.
    /// </remarks>
    public int Choose<T>(T availability, uint hash)
        where T : IAvailability, allows ref struct
    {
        if (Strategy == GroupStrategy.Failover)
        {
            for (var member = 0; member < Upstreams.Length; member++)
            {
                if (availability.IsAvailable(member))
                    return member;
            }
            return -1;
        }

        long total = 0;
        long available = 0;
        for (var member = 0; member < _weights.Length; member++)
        {
            total += _weights[member];
            if (availability.IsAvailable(member))
                available += _weights[member];
        }
        if (available == 0)
            return -1;

        var mixed = MessageHash.Mix(hash);
        var point = (long)((ulong)mixed * (ulong)total >> 32);
        for (var member = 0; member < _weights.Length; member++)
        {
            point -= _weights[member];
            if (point >= 0)
                continue;
            if (availability.IsAvailable(member))
                return member;
            break;
        }
        point = (long)((ulong)MessageHash.Mix(mixed) * (ulong)available >> 32);
        var last = -1;
        for (var member = 0; member < _weights.Length; member++)
        {
            if (!availability.IsAvailable(member))
                continue;
            last = member;
            point -= _weights[member];
            if (point < 0)
                break;
        }
        return last;
    }
}
