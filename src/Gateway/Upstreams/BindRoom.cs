using System.Runtime.InteropServices;
using Smpp.Session;

namespace Gateway.Upstreams;

/// <summary>
/// The room on binds that messages of one batch must share: parts of a long message go over their own, and those gathered before may have
/// filled it. Not thread-safe.
/// </summary>
internal sealed class BindRoom
{
    private readonly Dictionary<SmppSession, int> _taken = [];

    /// <summary>Takes room for one message; false when there is none, or no bind.</summary>
    public bool TryTake(SmppSession? bind)
    {
        if (bind is null)
            return false;
        ref int taken = ref CollectionsMarshal.GetValueRefOrAddDefault(_taken, bind, out _);
        if (taken >= bind.Free)
            return false;
        taken++;
        return true;
    }

    /// <summary>Begins another batch.</summary>
    public void Clear() => _taken.Clear();
}
