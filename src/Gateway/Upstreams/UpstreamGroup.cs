using Routing;

namespace Gateway.Upstreams;

/// <summary>A group as it runs under one revision of the configuration: the compiled model and its members' states.</summary>
internal sealed class UpstreamGroup(long revision, GroupModel model, UpstreamState[] members)
{
    /// <summary>The revision of the snapshot it belongs to; a later one may have replaced its members.</summary>
    public long Revision => revision;

    public GroupModel Model => model;

    public IReadOnlyList<UpstreamState> Members => members;

    /// <summary>True while a member can take messages.</summary>
    public bool CanSubmit
    {
        get
        {
            foreach (var member in members)
            {
                if (member.CanSubmit)
                    return true;
            }
            return false;
        }
    }

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
