using System.Runtime.InteropServices;
using Smpp.Protocol;

namespace Gateway.Upstreams;

/// <summary>
/// How many unanswered messages each destination has at an upstream whose carrier takes few of them for one number at once. Thread-safe.
/// </summary>
/// <param name="most">The most for each destination.</param>
internal sealed class DestinationLimit(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Address, int> _unanswered = [];

    /// <summary>Takes room for one message; false when there is none.</summary>
    public bool TryTake(in Address destination)
    {
        lock (_gate)
        {
            ref int unanswered = ref CollectionsMarshal.GetValueRefOrAddDefault(_unanswered, destination, out _);
            if (unanswered >= most)
                return false;
            unanswered++;
            return true;
        }
    }

    /// <summary>Gives back what one message took.</summary>
    public void GiveBack(in Address destination)
    {
        lock (_gate)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_unanswered, destination) == 0)
                _unanswered.Remove(destination);
        }
    }
}
