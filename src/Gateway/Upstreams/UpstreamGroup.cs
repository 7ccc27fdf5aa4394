using Routing;

namespace Gateway.Upstreams;

/// <summary>A group as it runs: the compiled model and its members' states.</summary>
internal sealed class UpstreamGroup(GroupModel model, UpstreamState[] members)
{
    public GroupModel Model => model;

    public IReadOnlyList<UpstreamState> Members => members;

    /// <summary>The member for a message: one that is bound, or while none is, the first, where it waits.</summary>
    public UpstreamState Choose(uint hash)
    {
        int member = model.Choose(new Bound(members), hash);
        return members[Math.Max(member, 0)];
    }

    private readonly struct Bound(UpstreamState[] members) : IAvailability
    {
        public bool IsAvailable(int member) => members[member].CanSubmit;
    }
}
