using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>
/// What one session sent, what became of it, and what the other end's application saw of it: holds the promises about requests.
/// </summary>
internal sealed class Ledger : IReplySink
{
    private readonly Func<SmppSession> _session;
    private readonly LinkedList<long> _notWritten = new();
    private readonly Dictionary<long, uint> _sequences = [];
    private readonly HashSet<uint> _live = [];
    private readonly HashSet<long> _open = [];
    private long _lastSeen = -1;

    public Ledger(Func<SmppSession> session) => _session = session;

    public long Sent { get; private set; }

    public long Answered { get; private set; }

    public long Lost { get; private set; }

    public long Seen { get; private set; }

    public int Open => _open.Count;

    /// <summary>Sends one request whose text is its number.</summary>
    public SendResult Send(CommandId id)
    {
        // Counted first: what the send causes may send again before it returns.
        long token = Sent++;
        var message = new MessageView(id)
        {
            Destination = new Address(0, 0, "12345"u8),
            ShortMessage = System.Text.Encoding.ASCII.GetBytes($"{token}"),
        };
        _notWritten.AddLast(token);
        _open.Add(token);
        var result = _session().TrySend(ref message, this, token);
        if (result != SendResult.Sent)
        {
            Rule.Holds(
                Sent == token + 1 && _notWritten.Last?.Value == token, $"request {token} was refused as {result} and sent all the same");
            Rule.Holds(_open.Remove(token), $"request {token} was refused as {result} and had an outcome");
            _notWritten.RemoveLast();
            Sent--;
        }
        return result;
    }

    /// <summary>A PDU leaves the session.</summary>
    public void OnWritten(WirePdu pdu)
    {
        if (pdu.Id is CommandId.SubmitSm or CommandId.DeliverSm)
        {
            long token = _notWritten.First!.Value;
            _notWritten.RemoveFirst();
            Rule.Holds(TokenOf(pdu.Body) == token, $"request {TokenOf(pdu.Body)} left before {token}");
            Rule.Holds(pdu.Sequence is >= 1 and <= 0x7FFFFFFF, $"number {pdu.Sequence} is out of range");
            if (_open.Contains(token))
            {
                Rule.Holds(_live.Add(pdu.Sequence), $"number {pdu.Sequence} was given again while it is unanswered");
                _sequences.Add(token, pdu.Sequence);
            }
        }
        else if (!pdu.Id.IsResponse)
        {
            Rule.Holds(!_live.Contains(pdu.Sequence), $"{pdu.Id.Name} has the number {pdu.Sequence} of an unanswered request");
        }
    }

    /// <summary>The other end's application is given a request of this session.</summary>
    public long OnSeen(scoped in MessageView message)
    {
        long token = long.Parse(message.ShortMessage, System.Globalization.CultureInfo.InvariantCulture);
        Rule.Holds(token > _lastSeen, $"request {token} came after {_lastSeen}");
        Rule.Holds(token < Sent, $"request {token} was never sent");
        _lastSeen = token;
        Seen++;
        return token;
    }

    public void OnReply(long token, in PduHeader header, ReadOnlySpan<byte> body)
    {
        Close(token);
        Answered++;
        if (header.Id == CommandId.SubmitSmResp && header.Status == CommandStatus.Ok)
            Rule.Holds(TokenOf(body[..^1]) == token, $"request {token} got the answer to {TokenOf(body[..^1])}");
    }

    public void OnLost(long token, LossReason reason)
    {
        Close(token);
        Lost++;
    }

    /// <summary>Holds what is true at every moment.</summary>
    public void Check()
    {
        var session = _session();
        Rule.Holds(_open.Count <= session.Options.Window, $"{_open.Count} requests are unanswered in a window of {session.Options.Window}");
        Rule.Holds(
            session.Outstanding == _open.Count || session.State == SessionState.Closed,
            $"{session.Outstanding} slots for {_open.Count} requests");
        Rule.Holds(
            session.InboundOutstanding >= 0 && session.InboundOutstanding <= session.Options.InboundWindow,
            $"{session.InboundOutstanding} of the peer's requests are unanswered");
    }

    private static long TokenOf(ReadOnlySpan<byte> body)
    {
        int digits = body.Length;
        while (digits > 0 && body[digits - 1] is >= (byte)'0' and <= (byte)'9')
            digits--;
        return long.Parse(body[digits..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Close(long token)
    {
        Rule.Holds(_open.Remove(token), $"request {token} had a second outcome");
        if (_sequences.Remove(token, out uint sequence))
            _live.Remove(sequence);
    }
}
