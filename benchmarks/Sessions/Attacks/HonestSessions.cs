using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Sessions.Attacks;

/// <summary>
/// Binds that submit at a fixed rate whatever the answers do: each message is due at its own moment, and its latency counts from then, so
/// that a time in which nothing could be sent is not left out.
/// </summary>
internal sealed partial class HonestSessions : IReplySink, IDisposable
{
    public const int Binds = 4;
    public const int MessagesPerSecond = 4_000;

    private const int Window = 10_000;
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int SetTimerSlack = 29;

    private static readonly long Interval = Stopwatch.Frequency / MessagesPerSecond;

    private readonly Heartbeat _heartbeat = new(TimeProvider.System);
    private readonly SmppSession[] _sessions = new SmppSession[Binds];
    private readonly Newcomers _newcomers;
    private readonly Lock _gate = new();
    private readonly Latencies _latencies = new();
    private readonly Latencies _lateness = new();
    private long _measuredFrom = long.MaxValue;
    private long _failed;

    private HonestSessions(IPEndPoint centre) => _newcomers = new Newcomers(centre, _heartbeat, new Silent());

    /// <summary>Binds, submits until standard input ends; "begin" and "end" enclose a phase.</summary>
    public static async Task<int> RunAsync(int port)
    {
        var centre = new IPEndPoint(IPAddress.Loopback, port);
        using var honest = new HonestSessions(centre);
        await honest.BindAsync(centre);
        Console.WriteLine("ready");
        new Thread(honest.Submit) { IsBackground = true }.Start();
        _ = honest._newcomers.ComeAsync();
        while (await Console.In.ReadLineAsync() is { } line)
            Console.WriteLine(line == "begin" ? honest.Begin() : JsonSerializer.Serialize(honest.End(), AttackJson.Default.HonestResult));
        return 0;
    }

    void IReplySink.OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        long now = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            if (token < _measuredFrom)
                return;
            if (header.Status == CommandStatus.Ok)
                _latencies.Record(token, now);
            else
                _failed++;
        }
    }

    void IReplySink.OnLost(long token, LossReason reason)
    {
        lock (_gate)
            _failed++;
    }

    public void Dispose() => _heartbeat.Dispose();

    private async Task BindAsync(IPEndPoint centre)
    {
        for (int i = 0; i < Binds; i++)
        {
            var bound = await BoundSession.ConnectAsync(
                centre, new Bind(CommandId.BindTransceiver) { SystemId = TargetCentre.Honest, Password = TargetCentre.Password },
                new Silent(), SessionOptions.Default with { Window = Window }, _heartbeat);
            _sessions[i] = bound.Session;
        }
    }

    private string Begin()
    {
        _newcomers.Begin();
        lock (_gate)
        {
            _latencies.Clear();
            _lateness.Clear();
            _failed = 0;
            _measuredFrom = Stopwatch.GetTimestamp();
        }
        return "begun";
    }

    private HonestResult End()
    {
        lock (_gate)
        {
            long begun = _measuredFrom;
            _measuredFrom = long.MaxValue;
            long ended = _sessions.Count(session => !session.State.IsBound);
            return new HonestResult(
                _latencies.Count, _failed + ended,
                _latencies.Percentile(50), _latencies.Percentile(99), _latencies.Percentile(100), _lateness.Percentile(99),
                _latencies.PercentileOfSlices(99, begun, Stopwatch.GetTimestamp()), _newcomers.End());
        }
    }

    private void Submit()
    {
        // The default lets the kernel be late by 50 us, to wake several threads at once.
        _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
        long due = Stopwatch.GetTimestamp();
        for (int i = 0; ; i++)
        {
            due += Interval;
            var until = new TimeSpec { Seconds = due / Stopwatch.Frequency, Nanoseconds = due % Stopwatch.Frequency };
            _ = ClockSleep(ClockMonotonic, AbsoluteTime, in until, 0);
            long now = Stopwatch.GetTimestamp();
            var message = Throughput.Messages.Submit;
            bool sent = _sessions[i % Binds].TrySend(ref message, this, due) == SendResult.Sent;
            lock (_gate)
            {
                if (due < _measuredFrom)
                    continue;
                _lateness.Record(due, now);
                _failed += sent ? 0 : 1;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockSleep(int clock, int flags, in TimeSpec until, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private sealed class Silent : ISessionHandler
    {
        public void OnMessage(in Inbound request, scoped in MessageView message) => request.Accept();

        public void OnEnd(SmppSession session, SessionEnd end)
        {
        }
    }
}
