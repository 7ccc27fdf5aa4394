using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Peers;

/// <summary>
/// What the meter of a library tells of the whole process: counters added up since this was made, the others as they are when asked for.
/// </summary>
internal sealed class RecordedMetrics : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _series = new();
    private readonly MeterListener _listener = new();

    public RecordedMetrics(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The value of a series, such as <c>smpp.client.binds.bound client=main</c>, or null where nothing was measured.</summary>
    public double? this[string series]
    {
        get
        {
            _listener.RecordObservableInstruments();
            return _series.TryGetValue(series, out double value) ? value : null;
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string series = instrument.Name;
        foreach (var (name, tag) in tags)
            series += $" {name["smpp.".Length..]}={tag}";
        _series.AddOrUpdate(series, value, (_, sum) => instrument.IsObservable ? value : sum + value);
    }
}
