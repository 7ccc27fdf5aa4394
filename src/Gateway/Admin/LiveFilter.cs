using Gateway.Flows;
using Routing;
using Smpp.Protocol;
using Storage.Live;

namespace Gateway.Admin;

/// <summary>Which of what is alive is asked for.</summary>
internal sealed record LiveFilter
{
    public ulong? Id { get; init; }

    public string? State { get; init; }

    public string? Account { get; init; }

    public string? Upstream { get; init; }

    /// <summary>A '+' before its digits counts neither here nor in an address.</summary>
    public string? Number { get; init; }

    public int Limit { get; init; }

    public bool Matches(LiveEntity entity, long now)
    {
        var booked = entity as BookedEntity;
        return (Id is null || (booked is null ? entity.Id : CustomerId.Of(booked)) == Id || entity.Id == Id)
            && (State is null || MessageSearch.StateOf(entity, now) == State)
            && (Account is null || booked?.Account.Text == Account)
            && (Upstream is null || (booked?.Upstream?.Text ?? (entity as EarlyReceipt)?.Upstream.Text) == Upstream)
            && (Number is null || (booked is not null && (IsNumber(booked.Source) || IsNumber(booked.Destination))));
    }

    private bool IsNumber(Address address) => NumberText.Bare(address.ToString()) == NumberText.Bare(Number!);
}
