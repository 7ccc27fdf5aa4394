using System.Diagnostics.CodeAnalysis;
using Gateway.Flows;
using Storage.Live;

namespace Gateway.Places;

/// <summary>
/// What waits in order: its head in memory, and beyond half of the node's bound only places, which come back before they are needed.
/// Guarded by its owner's gate, as a <see cref="Deque{T}"/> would be.
/// </summary>
/// <param name="gate">The owner's gate.</param>
/// <param name="store">The node's store.</param>
/// <param name="owner">Pumped when places have come back.</param>
/// <param name="sendElsewhere">Where those go that <see cref="Leave"/> is about.</param>
internal sealed class Backlog<T>(Lock gate, NodeStore store, IPump owner, Action<T> sendElsewhere) where T : BookedEntity
{
    private const int MostAtOnce = 1_024;

    private readonly Deque<T> _head = new();
    private readonly PlaceQueue _tail = new(holdsMessages: typeof(T) == typeof(GatewayMessage));
    private bool _isKnown;
    private bool _asked;
    private int _loading;
    private long _leaving;
    private bool _loadingLeaves;
    private bool _isClosing;

    /// <summary>All that waits here.</summary>
    public long Count => _head.Count + _loading + _tail.Places;

    /// <summary>Adds behind all others. What is added is durable.</summary>
    public void AddLast(T item)
    {
        bool hasTail = _loading > 0 || _tail.Places > 0;
        if ((hasTail || (!store.HasRoomToWait && _head.Count >= store.LeastResident)) && store.TryPlace(item, out var place))
            AddLast(place);
        else
            _head.AddLast(item);
    }

    /// <summary>Adds behind all others what the journal has brought back.</summary>
    public void AddLast(in Place place)
    {
        Introduce();
        _tail.AddLast(place);
        AskIfLow();
    }

    public void AddFirst(T item) => _head.AddFirst(item);

    public bool TryPeekFirst([MaybeNullWhen(false)] out T item) => _head.TryPeekFirst(out item);

    public bool TryPeek(int index, [MaybeNullWhen(false)] out T item) => _head.TryPeek(index, out item);

    public bool TryTakeFirst([MaybeNullWhen(false)] out T item)
    {
        bool taken = _head.TryTakeFirst(out item);
        AskIfLow();
        return taken;
    }

    public void RemoveAt(int index)
    {
        _head.RemoveAt(index);
        AskIfLow();
    }

    /// <summary>Lets go of some of what is in memory. It looks at all of that.</summary>
    public void RemoveAll(Predicate<T> which)
    {
        _head.RemoveAll(which);
        AskIfLow();
    }

    /// <summary>
    /// Takes what is in memory, in order; the places go elsewhere as they come back, until those that wait now have gone.
    /// </summary>
    /// <param name="taken">Gets what is taken.</param>
    /// <param name="forGood">Nothing is added any more.</param>
    public void Leave(List<T> taken, bool forGood)
    {
        while (_head.TryTakeFirst(out var item))
            taken.Add(item);
        _leaving = _tail.Places;
        _loadingLeaves = _loading > 0;
        _isClosing |= forGood;
        if (_leaving > 0)
            Ask();
        else
            CloseIfEmpty();
    }

    /// <summary>Puts these places before all others. On the keeper's thread.</summary>
    public void PutBefore(List<Place> places)
    {
        Introduce();
        var keep = new Deque<T>();
        while (_head.TryTakeLast(out var item))
        {
            if (store.TryPlace(item, out var place))
                _tail.AddFirst(place);
            else
                keep.AddFirst(item);
        }
        for (int i = places.Count - 1; i >= 0; i--)
            _tail.AddFirst(places[i]);
        while (keep.TryTakeFirst(out var item))
            _head.AddLast(item);
        AskIfLow();
    }

    /// <summary>Brings places back. On the keeper's thread.</summary>
    private void Refill(PlaceKeeper keeper)
    {
        var places = new List<Place>();
        bool leave;
        lock (gate)
        {
            _asked = false;
            leave = _leaving > 0;
            int most = (int)Math.Min(MostAtOnce, leave ? _leaving : store.LeastResident - _head.Count);
            if (most <= 0)
                return;
            _tail.Take(most, places);
            _loading = places.Count;
            _leaving = places.Count == most ? Math.Max(0, _leaving - most) : 0;
        }
        var loaded = new List<(T Item, Place Place)>(places.Count);
        foreach (var place in places)
        {
            if (keeper.Load(place) is T item)
                loaded.Add((item, place));
        }
        lock (gate)
        {
            leave |= _loadingLeaves;
            _loadingLeaves = false;
            foreach (var (item, place) in loaded)
            {
                store.Live.Bring(item, place);
                if (!leave)
                    _head.AddLast(item);
            }
            _loading = 0;
            if (_leaving > 0)
                Ask();
            else
                AskIfLow();
            CloseIfEmpty();
        }
        if (leave)
        {
            foreach (var (item, _) in loaded)
                sendElsewhere(item);
        }
        PumpScope.Touch(owner);
    }

    private void AskIfLow()
    {
        if (_tail.Places > 0 && _head.Count <= store.LeastResident / 2)
            Ask();
    }

    private void Ask()
    {
        if (_asked || _loading > 0)
            return;
        _asked = true;
        store.Keeper.Post(Refill);
    }

    private void Introduce()
    {
        if (_isKnown)
            return;
        _isKnown = true;
        store.Keeper.Add(_tail);
    }

    /// <summary>Nobody need look for places any more where none will be.</summary>
    private void CloseIfEmpty()
    {
        if (!_isClosing || !_isKnown || _loading > 0 || _tail.Places > 0)
            return;
        _isKnown = false;
        store.Keeper.Remove(_tail);
    }
}
