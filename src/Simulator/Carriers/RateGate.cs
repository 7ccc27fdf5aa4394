namespace Simulator.Carriers;

/// <summary>Lets so many through in a second, with a burst of a tenth of a second.</summary>
internal sealed class RateGate(double perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly double _burst = Math.Max(1, perSecond / 10);
    private double _tokens = Math.Max(1, perSecond / 10);
    private long _at = time.GetTimestamp();

    public bool TryPass(long now)
    {
        lock (_gate)
        {
            _tokens = Math.Min(_burst, _tokens + (time.GetElapsedTime(_at, Math.Max(now, _at)).TotalSeconds * perSecond));
            _at = Math.Max(now, _at);
            if (_tokens < 1)
                return false;
            _tokens--;
            return true;
        }
    }
}
