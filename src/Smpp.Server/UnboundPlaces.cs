using System.Collections.Concurrent;
using System.Net;

namespace Smpp.Server;

/// <summary>
/// Counts a listener's connections that have not bound yet, all of them and those of each address, so that many addresses together cannot
/// take all the connections it has. Thread-safe.
/// </summary>
internal sealed class UnboundPlaces(ServerOptions options, RefusalLog refusals)
{
    private readonly ConcurrentDictionary<IPAddress, int> _ofAddresses = new();
    private int _taken;

    /// <summary>False when all places are taken; that was logged.</summary>
    public bool TryTake(IPEndPoint remote)
    {
        if (Interlocked.Increment(ref _taken) <= options.UnboundLimit)
            return true;
        GiveBack();
        refusals.TooManyUnbound(remote, options.UnboundLimit);
        return false;
    }

    public void GiveBack() => Interlocked.Decrement(ref _taken);

    /// <summary>False when all places of the address are taken; that was logged.</summary>
    public bool TryTake(IPAddress address, IPEndPoint remote)
    {
        if (_ofAddresses.AddOrUpdate(address, 1, static (_, count) => count + 1) <= options.UnboundPerAddress)
            return true;
        GiveBack(address);
        refusals.TooManyUnboundOfAddress(remote, options.UnboundPerAddress);
        return false;
    }

    public void GiveBack(IPAddress address)
    {
        // Removed only when it is still zero, so that a count made meanwhile is not lost.
        if (_ofAddresses.AddOrUpdate(address, 0, static (_, count) => count - 1) <= 0)
            _ofAddresses.TryRemove(new KeyValuePair<IPAddress, int>(address, 0));
    }
}

/// <summary>
/// One connection's place among those that have not bound: taken when it is accepted, of its peer's address when that is known, and given
/// back once, at the bind or the end.
/// </summary>
internal sealed class UnboundPlace(UnboundPlaces places)
{
    private IPAddress? _address;
    private int _isTaken;

    /// <summary>True while it has a place of an address.</summary>
    public bool HasAddress => Volatile.Read(ref _address) is not null;

    /// <summary>False when there is no place for any address; that was logged.</summary>
    public bool TryTake(IPEndPoint remote)
    {
        if (!places.TryTake(remote))
            return false;
        _isTaken = 1;
        return true;
    }

    /// <summary>False when there is no place for the address; that was logged.</summary>
    public bool TryTakeOfAddress(IPEndPoint remote)
    {
        var address = PeerAddress.Counted(remote.Address);
        if (!places.TryTake(address, remote))
            return false;
        _address = address;
        return true;
    }

    public void Release()
    {
        if (Interlocked.Exchange(ref _isTaken, 0) != 0)
            places.GiveBack();
        if (Interlocked.Exchange(ref _address, null) is { } address)
            places.GiveBack(address);
    }
}
