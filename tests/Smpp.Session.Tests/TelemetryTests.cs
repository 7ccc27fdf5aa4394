using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>The meter belongs to the whole process, which runs other tests meanwhile: each looks for what nobody else sends.</summary>
public class TelemetryTests
{
    private static readonly SubmitSm Message = new() { Destination = Address.Parse("12345"), ShortMessage = "hello"u8.ToArray() };

    [Fact]
    public async Task Pdus_are_counted_by_direction_command_and_status()
    {
        using var listener = new Listening();
        using var rig = SessionRig.Esme();
        var sending = rig.Session.SendAsync(new QueryBroadcastSm { MessageId = "1" }).AsTask();
        uint sequence = rig.Take(CommandId.QueryBroadcastSm).Sequence;
        rig.Feed(WirePdu.Empty(CommandId.QueryBroadcastSmResp, sequence, CommandStatus.BroadcastQueryFailed));
        await sending.InTime();

        Assert.Contains(listener.Seen, seen => seen.Is("smpp.session.pdus", "out", "query_broadcast_sm", "ESME_ROK"));
        Assert.Contains(listener.Seen, seen => seen.Is("smpp.session.pdus", "in", "query_broadcast_sm_resp", "ESME_RBCASTQUERYFAIL"));
    }

    [Fact]
    public async Task A_response_s_time_is_measured_on_the_session_s_clock()
    {
        using var listener = new Listening();
        using var rig = SessionRig.Esme();
        var sending = rig.Session.SendAsync(Message).AsTask();
        uint sequence = rig.Take(CommandId.SubmitSm).Sequence;
        rig.Advance(1.625);
        rig.Feed(WirePdu.Empty(CommandId.SubmitSmResp, sequence, CommandStatus.MessageQueueFull));
        await sending.InTime();

        Assert.Contains(
            listener.Seen,
            seen => seen.Is("smpp.session.request.duration", "submit_sm", "ESME_RMSGQFUL") && Math.Abs(seen.Value - 1.625) < 0.001);
    }

    [Fact]
    public void Lost_requests_and_ends_are_counted_by_their_reasons()
    {
        using var listener = new Listening();
        using var rig = SessionRig.Esme();
        rig.Send();
        rig.End(SessionEndReason.SlowPeer);

        Assert.Contains(listener.Seen, seen => seen.Is("smpp.session.requests.lost", "submit_sm", "SessionEnded"));
        Assert.Contains(listener.Seen, seen => seen.Is("smpp.session.ended", "Esme", "SlowPeer"));
    }

    [Fact]
    public void Sessions_and_their_windows_are_observed_when_asked_for()
    {
        using var listener = new Listening();
        using var rig = SessionRig.Esme(options: SessionOptions.Default with { Window = 65_000 });
        rig.Send();
        listener.Observe();

        Assert.Contains(listener.Seen, seen => seen.Is("smpp.session.count", "Esme", "BoundTransceiver") && seen.Value >= 1);
        Assert.Contains(listener.Seen, seen => seen.Is("smpp.session.window.limit", "Esme") && seen.Value >= 65_000);
        Assert.Contains(listener.Seen, seen => seen.Is("smpp.session.window.usage", "Esme") && seen.Value >= 1);
    }

    [Fact]
    public void What_a_peer_makes_up_makes_no_series_of_its_own()
    {
        using var listener = new Listening();
        using var rig = SessionRig.Esme();
        for (uint i = 0; i < 100; i++)
            rig.Feed(WirePdu.Empty((CommandId)(0x0001_7700 + i), i + 1, (CommandStatus)(0x0009_0000 + i)));

        Assert.True(listener.Seen.Count(seen => seen.Is("smpp.session.pdus", "in", "other", "other")) >= 100);
        Assert.DoesNotContain(listener.Seen, seen => seen.Tags.Any(tag => tag.StartsWith("0x0001", StringComparison.Ordinal)));
    }

    private sealed record Seen(string Instrument, double Value, string[] Tags)
    {
        public bool Is(string instrument, params string[] tags) => Instrument == instrument && Tags.SequenceEqual(tags);
    }

    private sealed class Listening : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<Seen> _seen = new();

        public Listening()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Smpp.Session")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public IReadOnlyCollection<Seen> Seen => _seen;

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _seen.Enqueue(new Seen(instrument.Name, value, [.. tags.ToArray().Select(tag => (string)tag.Value!)]));
    }
}
