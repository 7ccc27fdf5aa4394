using Gateway.Flows;
using Storage;
using Storage.Live;

namespace Gateway.Admin;

/// <summary>Which of what is alive is asked for.</summary>
internal sealed record LiveFilter
{
    public ulong? Id { get; init; }

    public string? State { get; init; }

    public string? Account { get; init; }

    public string? Upstream { get; init; }

    public string? Number { get; init; }

    public int Limit { get; init; }

    public bool Matches(LiveEntity entity, long now)
    {
        var booked = entity as BookedEntity;
        return (Id is null || (booked is null ? entity.Id : CustomerId.Of(booked)) == Id || entity.Id == Id)
            && (State is null || MessageSearch.StateOf(entity, now) == State)
            && (Account is null || booked?.Account.Text == Account)
            && (Upstream is null || (booked?.Upstream?.Text ?? (entity as EarlyReceipt)?.Upstream.Text) == Upstream)
            && (Number is null || booked?.Source.ToString() == Number || booked?.Destination.ToString() == Number);
    }

    /// <summary>Whether what has this id of ours can match: its customer may know it by that of the first of its submit_multi.</summary>
    public bool MayBe(ulong id)
    {
        if (Id is not { } wanted)
            return true;
        for (int member = 0; member <= byte.MaxValue; member++)
        {
            if (MessageIds.Move(wanted, member) == id)
                return true;
        }
        return false;
    }
}
