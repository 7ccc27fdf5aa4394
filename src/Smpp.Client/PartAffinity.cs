namespace Smpp.Client;

/// <summary>
/// Which bind the parts of a message go over, so that they arrive in their order: the one that took the first of them, for as long
/// as that can take more. Remembered while parts keep coming. Thread-safe.
/// </summary>
/// <param name="idle">Ticks without a part after which a message is forgotten.</param>
internal sealed class PartAffinity(long idle)
{
    private const int MostMessages = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<uint, (int Bind, long Used)> _messages = [];
    private long _sweptAt;

    /// <summary>The bind of a message's earlier parts, or -1.</summary>
    public int Find(uint message, long now)
    {
        lock (_gate)
        {
            if (!_messages.TryGetValue(message, out var known))
                return -1;
            _messages[message] = (known.Bind, now);
            return known.Bind;
        }
    }

    /// <summary>Remembers a message's bind; false when there are too many to remember.</summary>
    public bool TryKeep(uint message, int bind, long now)
    {
        lock (_gate)
        {
            if (_messages.Count >= MostMessages && !_messages.ContainsKey(message))
                return false;
            _messages[message] = (bind, now);
            return true;
        }
    }

    /// <summary>Forgets messages of which nothing has come for long.</summary>
    public void Sweep(long now)
    {
        if (now - _sweptAt < idle / 4)
            return;
        _sweptAt = now;
        lock (_gate)
        {
            foreach (var (message, known) in _messages)
            {
                if (now - known.Used >= idle)
                    _messages.Remove(message);
            }
        }
    }
}
