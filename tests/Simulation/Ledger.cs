using System.Globalization;
using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>
/// What one session sent, what became of it, and what the other end's application saw of it: holds the promises about requests.
/// A request's text is its number.
/// </summary>
internal sealed class Ledger(Side side) : IReplySink
{
    private const int MostDigits = 10;

    private readonly Dictionary<long, Request> _open = [];
    private readonly HashSet<uint> _live = [];
    private readonly byte[] _digits = new byte[MostDigits];
    private readonly byte[] _payload = new byte[TlvWriter.Size(MostDigits)];
    private long _written;
    private long _oldest;
    private long _lastSeen = -1;

    public long Sent { get; private set; }

    public long Answered { get; private set; }

    public long Lost { get; private set; }

    public long Seen { get; private set; }

    public int Open => _open.Count;

    /// <summary>Sends one request.</summary>
    public SendResult Send(CommandId id)
    {
        // Counted first: what the send causes may send again before it returns.
        long token = Sent++;
        token.TryFormat(_digits, out int length, default, CultureInfo.InvariantCulture);
        var message = new MessageView(id) { Destination = new Address(0, 0, "12345"u8) };
        if (id == CommandId.DataSm)
            message.TlvBytes = _payload.AsSpan(0, TlvWriter.Write(_payload, TlvTag.MessagePayload, _digits.AsSpan(0, length)));
        else
            message.ShortMessage = _digits.AsSpan(0, length);
        _open.Add(token, new Request(id, side.Now, 0));
        var result = side.Session.TrySend(ref message, this, token);
        if (result != SendResult.Sent)
        {
            Rule.Holds(Sent == token + 1 && _written <= token, $"request {token} was refused as {result} and sent all the same");
            Rule.Holds(_open.Remove(token), $"request {token} was refused as {result} and had an outcome");
            Sent--;
        }
        side.Note(result == SendResult.Sent ? Deed.Sent : Deed.Refused, token);
        return result;
    }

    /// <summary>A request leaves the session.</summary>
    public void OnWritten(in PduHeader header, ReadOnlySpan<byte> body)
    {
        Rule.Holds(header.Sequence is >= 1 and <= 0x7FFFFFFF, $"number {header.Sequence} is out of range");
        if (side.Awaited.OnWritten(header, body))
        {
            Rule.Holds(!_live.Contains(header.Sequence), $"number {header.Sequence} was given again while it is unanswered");
            return;
        }
        Rule.Holds(!side.Awaited.IsLive(header.Sequence), $"number {header.Sequence} was given again while it is unanswered");
        if (header.Id is not (CommandId.SubmitSm or CommandId.DeliverSm or CommandId.DataSm))
        {
            Rule.Holds(
                header.Id is CommandId.EnquireLink or CommandId.Unbind or CommandId.AlertNotification or CommandId.Outbind
                    or CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver,
                $"{header.Id.Name} was sent by nobody");
            Rule.Holds(!_live.Contains(header.Sequence), $"{header.Id.Name} has the number {header.Sequence} of an unanswered request");
            return;
        }
        long token = TokenOf(body);
        Rule.Holds(token == _written, $"request {token} left, {_written} is next");
        _written++;
        if (_open.TryGetValue(token, out var request))
        {
            Rule.Holds(_live.Add(header.Sequence), $"number {header.Sequence} was given again while it is unanswered");
            _open[token] = request with { Sequence = header.Sequence };
        }
    }

    /// <summary>The other end's application is given a request of this session.</summary>
    public long OnSeen(scoped in MessageView message)
    {
        long token = TokenOf(message.UserData);
        if (message.UserData is [Requests.Mark, ..])
        {
            side.Awaited.OnSeen(token);
            return token;
        }
        Rule.Holds(token > _lastSeen, $"request {token} came after {_lastSeen}");
        Rule.Holds(token < _written, $"request {token} was never sent");
        _lastSeen = token;
        Seen++;
        return token;
    }

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        var request = Close(token);
        side.Meddling.Perhaps();
        side.Note(Deed.Answered, token);
        Answered++;
        Rule.Holds(
            header.Id == request.Command.Response || (header.Id == CommandId.GenericNack && side.Other.End.IsTampered(header.Sequence)),
            $"{request.Command.Name} {token} got {header.Id.Name}");
        Rule.Holds(header.Sequence == request.Sequence, $"request {token} has the number {request.Sequence}, not {header.Sequence}");
        if (header.Status == CommandStatus.Ok && MessageIdBody.TryRead(header.Id, body, out var answer, out _) && !answer.MessageId.IsEmpty)
            Rule.Holds(TokenOf(answer.MessageId) == token, $"request {token} got the answer to {TokenOf(answer.MessageId)}");
    }

    public void OnLost(long token, LossReason reason)
    {
        var request = Close(token);
        side.Meddling.Perhaps();
        side.Note(Deed.Lost, token);
        Lost++;
        var age = TimeSpan.FromTicks(side.Now - request.SentAt);
        if (reason == LossReason.Timeout)
            Rule.Holds(age >= side.Session.Options.ResponseTimeout, $"request {token} timed out after {age}");
        else if (reason == LossReason.Mismatched)
            Rule.Holds(side.Other.End.IsTampered(request.Sequence), $"request {token} was mismatched by a true answer");
        else
            Rule.Holds(side.Session.State == SessionState.Closed, $"request {token} is lost with a session that lives");
    }

    /// <summary>Holds what is true at every moment.</summary>
    public void Check(bool nothingWaits)
    {
        var session = side.Session;
        Rule.Holds(_open.Count <= session.Options.Window, $"{_open.Count} requests are unanswered in a window of {session.Options.Window}");
        if (session.State == SessionState.Closed)
            return;
        Rule.Holds(
            session.Outstanding <= session.Options.Window, $"{session.Outstanding} slots in a window of {session.Options.Window}");
        var (least, most) = side.Awaited.Check(nothingWaits);
        int taken = session.Outstanding - _open.Count;
        Rule.Holds(
            taken >= least && taken <= most,
            $"{session.Outstanding} slots for {_open.Count} requests and {least} to {most} awaited ones");
        while (_oldest < Sent && !_open.ContainsKey(_oldest))
            _oldest++;
        if (_oldest < Sent)
        {
            var age = TimeSpan.FromTicks(side.Now - _open[_oldest].SentAt);
            Rule.Holds(
                age <= session.Options.ResponseTimeout + Heartbeat.Interval,
                $"request {_oldest} is unanswered for {age} and has not timed out");
        }
    }

    private static long TokenOf(ReadOnlySpan<byte> body)
    {
        int digits = body.Length;
        while (digits > 0 && body[digits - 1] is >= (byte)'0' and <= (byte)'9')
            digits--;
        return long.Parse(body[digits..], CultureInfo.InvariantCulture);
    }

    private Request Close(long token)
    {
        Rule.Holds(_open.Remove(token, out var request), $"request {token} had a second outcome");
        _live.Remove(request.Sequence);
        return request;
    }

    private readonly record struct Request(CommandId Command, long SentAt, uint Sequence);
}
