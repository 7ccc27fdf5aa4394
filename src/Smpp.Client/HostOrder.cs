using System.Net;

namespace Smpp.Client;

/// <summary>Which of a message centre's hosts is tried next: in their order, and from the first again after each round.</summary>
internal sealed class HostOrder(EndPoint first, IReadOnlyList<EndPoint> alternates)
{
    private int _current;

    public EndPoint Current => _current == 0 ? first : alternates[_current - 1];

    /// <summary>True when this is the host that is preferred.</summary>
    public bool IsFirst => _current == 0;

    /// <summary>Goes on to the next host; false when all have had their turn and the first is next.</summary>
    public bool Advance()
    {
        _current = _current == alternates.Count ? 0 : _current + 1;
        return _current != 0;
    }

    public void ReturnToFirst() => _current = 0;
}
