using System.Globalization;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>
/// What one session was given to send and wait for: holds that those who wait go in the order of their calls, that each has one
/// outcome and the right one, and that whoever gives up before a slot was free is never sent.
/// </summary>
internal sealed class Awaited(Side side)
{
    private const int MostOpen = 60;

    private static readonly CommandId[] Submits =
    [
        CommandId.SubmitSm, CommandId.SubmitSm, CommandId.DataSm, CommandId.SubmitMulti, CommandId.QuerySm, CommandId.CancelSm,
        CommandId.ReplaceSm, CommandId.BroadcastSm, CommandId.QueryBroadcastSm, CommandId.CancelBroadcastSm,
    ];

    // In the order of the calls: not seen on the wire yet.
    private readonly List<Request> _waiting = [];
    private readonly List<Request> _open = [];
    private readonly Dictionary<uint, Request> _live = [];
    private long _number;
    private long _lastSeen = -1;

    public long Sent { get; private set; }

    public long Answered { get; private set; }

    public long Lost { get; private set; }

    public long Cancelled { get; private set; }

    public long NeverSent { get; private set; }

    public int Open => _open.Count;

    public bool IsLive(uint sequence) => _live.ContainsKey(sequence);

    /// <summary>The number of the request that was sent with a sequence number, or -1.</summary>
    public long NumberOf(uint sequence) => _live.TryGetValue(sequence, out var request) ? request.Number : -1;

    public void Send(Random random)
    {
        if (!side.Session.State.IsBound || _open.Count >= MostOpen)
            return;
        var body = Requests.Of(Kind(random), _number);
        var request = new Request(body, Requests.Encode(body), _number++, side.Now);
        bool cancelled = random.NextDouble() < side.World.Conditions.GivenUp;
        if (cancelled)
            request.GiveUp = new CancellationTokenSource();
        _waiting.Add(request);
        _open.Add(request);
        Sent++;
        try
        {
            request.Await(side.Session.SendAsync(body, request.GiveUp?.Token ?? default));
        }
        catch (SmppNotSentException)
        {
            Rule.Holds(_waiting.Remove(request) && _open.Remove(request), $"awaited {request.Number} was refused and sent");
            Sent--;
            return;
        }
        side.Note(Deed.Awaits, request.Number);
        if (cancelled)
            side.World.Time.After(side.World.Conditions.MostAnswerDelay * random.NextDouble(), () => GiveUp(request));
    }

    /// <summary>A request leaves the session; false when it is none of these.</summary>
    public bool OnWritten(in PduHeader header, ReadOnlySpan<byte> body)
    {
        int at = 0;
        while (at < _waiting.Count && (_waiting[at].Body.Id != header.Id || !body.SequenceEqual(_waiting[at].Octets)))
            at++;
        if (at == _waiting.Count)
            return false;
        var request = _waiting[at];
        for (int i = 0; i < at; i++)
            Rule.Holds(_waiting[i].IsGivenUp, $"awaited {request.Number} went before {_waiting[i].Number}");
        Rule.Holds(!request.NeverGoes, $"awaited {request.Number} was given up without a slot, and sent");
        _waiting.RemoveRange(0, at + 1);
        // It may have timed out while it waited for an earlier write.
        if (!_open.Contains(request) && !request.IsGivenUp)
            return true;
        Rule.Holds(_live.TryAdd(header.Sequence, request), $"number {header.Sequence} was given again while it is unanswered");
        request.Sequence = header.Sequence;
        request.WrittenAt = side.Now;
        return true;
    }

    /// <summary>The other end's application is given one of these as a message.</summary>
    public void OnSeen(long number)
    {
        Rule.Holds(number > _lastSeen && number < _number, $"awaited {number} came after {_lastSeen}");
        _lastSeen = number;
    }

    /// <summary>A response reaches the session.</summary>
    public void OnReceived(in PduHeader header)
    {
        if (_live.TryGetValue(header.Sequence, out var request) && !_open.Contains(request))
            _live.Remove(header.Sequence);
    }

    /// <summary>Takes the outcomes that have come.</summary>
    public void Poll()
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (!_open[i].Reply.IsCompleted)
                continue;
            var request = _open[i];
            _open.RemoveAt(i);
            Take(request);
        }
    }

    /// <summary>Holds what is true at every moment, and says how many slots are taken at least and at most.</summary>
    public (int Least, int Most) Check(bool nothingWaits)
    {
        int most = 0;
        foreach (var (sequence, request) in _live)
        {
            var age = Age(request.WrittenAt);
            bool overdue = age > side.Session.Options.ResponseTimeout + Heartbeat.Interval;
            if (!request.IsGivenUp)
                Rule.Holds(!overdue, $"awaited {request.Number} is unanswered for {age} and has not timed out");
            else if (overdue || side.Session.State == SessionState.Closed)
                _live.Remove(sequence);
            else if (Age(request.CalledAt) >= side.Session.Options.ResponseTimeout)
                most++;
        }
        int least = _live.Count - most;
        most += least;
        foreach (var request in _waiting)
        {
            if (nothingWaits && !request.IsGivenUp)
                Rule.Holds(side.Session.Free == 0, $"awaited {request.Number} waits and {side.Session.Free} slots are free");
            else if (!nothingWaits && !request.NeverGoes)
                most++;
        }
        return (least, most);
    }

    /// <summary>Everything is over.</summary>
    public void CheckEnd()
    {
        Poll();
        Rule.Holds(_open.Count == 0, $"{_open.Count} awaited requests never had an outcome");
        Rule.Holds(
            Sent == Answered + Lost + Cancelled + NeverSent,
            $"{Sent} awaited, {Answered} answered, {Lost} lost, {Cancelled} given up, {NeverSent} never sent");
    }

    private CommandId Kind(Random random)
    {
        var state = side.Session.State;
        if (side.Role == SessionRole.MessageCentre)
            return state.CanDeliver && random.Next(3) > 0 ? CommandId.DeliverSm : CommandId.DataSm;
        return state.CanSubmit ? Submits[random.Next(Submits.Length)] : CommandId.DataSm;
    }

    private void GiveUp(Request request)
    {
        if (!_open.Contains(request) || request.Reply.IsCompleted)
            return;
        side.Touch();
        request.IsGivenUp = true;
        // What is neither on the wire nor in the output has no slot, and nobody left who wants one.
        request.NeverGoes = request.Sequence == 0 && side.Session.OutputLength == 0;
        request.GiveUp!.Cancel();
        Rule.Holds(request.Reply.IsCompleted, $"awaited {request.Number} was given up and still waits");
    }

    private void Take(Request request)
    {
        bool written = request.Sequence != 0;
        request.GiveUp?.Dispose();
        try
        {
            var response = request.Reply.Result;
            Answered++;
            side.Note(Deed.Answered, request.Number);
            Rule.Holds(written && _live.Remove(request.Sequence), $"awaited {request.Number} was answered and not sent");
            Rule.Holds(response.Header.Sequence == request.Sequence, $"awaited {request.Number} got the answer to another");
            bool tampered = side.Other.End.IsTampered(request.Sequence);
            Rule.Holds(
                response.Header.Id == request.Body.Id.Response || (response.Header.Id == CommandId.GenericNack && tampered),
                $"awaited {request.Body.Id.Name} got {response.Header.Id.Name}");
            if (response.MessageId is { Length: > 0 } id)
                Rule.Holds(
                    id == request.Number.ToString(CultureInfo.InvariantCulture), $"awaited {request.Number} got the answer to {id}");
        }
        catch (SmppRequestLostException e)
        {
            Lost++;
            side.Note(Deed.Lost, request.Number);
            _live.Remove(request.Sequence);
            if (e.Reason == LossReason.Timeout)
                Rule.Holds(
                    Age(request.CalledAt) >= side.Session.Options.ResponseTimeout, $"awaited {request.Number} timed out early");
            else if (e.Reason == LossReason.Mismatched)
                Rule.Holds(side.Other.End.IsTampered(request.Sequence), $"awaited {request.Number} was mismatched by a true answer");
            else
                Rule.Holds(side.Session.State == SessionState.Closed, $"awaited {request.Number} is lost with a session that lives");
        }
        catch (SmppNotSentException)
        {
            NeverSent++;
            side.Note(Deed.Refused, request.Number);
            Rule.Holds(!written && _waiting.Remove(request), $"awaited {request.Number} was sent, and said not to be");
            Rule.Holds(
                side.Session.State is SessionState.Unbound or SessionState.Closed,
            $"awaited {request.Number} was given back by a live session");
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            side.Note(Deed.GaveUp, request.Number);
            Rule.Holds(request.IsGivenUp, $"awaited {request.Number} was given up by nobody");
        }
    }

    private TimeSpan Age(long since) => TimeSpan.FromTicks(side.Now - since);

    private sealed class Request(IPduBody body, byte[] octets, long number, long calledAt)
    {
        public IPduBody Body { get; } = body;

        public byte[] Octets { get; } = octets;

        public long Number { get; } = number;

        public long CalledAt { get; } = calledAt;

        /// <summary>Looked at and never awaited: a continuation would run on another thread.</summary>
        public ValueTask<Response> Reply { get; private set; }

        public CancellationTokenSource? GiveUp { get; set; }

        public bool IsGivenUp { get; set; }

        public bool NeverGoes { get; set; }

        public uint Sequence { get; set; }

        public long WrittenAt { get; set; }

        public void Await(ValueTask<Response> reply) => Reply = reply;
    }
}
