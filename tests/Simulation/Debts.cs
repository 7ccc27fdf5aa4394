using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>What one session has received and has to answer: each request exactly once, and nothing else.</summary>
internal sealed class Debts(Side side)
{
    private readonly Dictionary<(CommandId Response, uint Sequence), int> _owed = [];
    private int _total;
    private bool _bindDecides;

    /// <summary>Requests that the application was given and has not answered.</summary>
    public int Held { get; set; }

    /// <summary>The session takes a PDU off the stream.</summary>
    public void OnReceived(in PduHeader header)
    {
        if (header.Id.IsResponse || header.Id is CommandId.Outbind or CommandId.AlertNotification)
            return;
        var key = (header.Id.Response, header.Sequence);
        _owed[key] = _owed.GetValueOrDefault(key) + 1;
        _total++;
        _bindDecides = header.Id is CommandId.BindTransceiver or CommandId.BindTransmitter or CommandId.BindReceiver;
    }

    /// <summary>A response leaves the session.</summary>
    public void OnWritten(in PduHeader header)
    {
        var key = (header.Id, header.Sequence);
        if (header.Id == CommandId.GenericNack)
        {
            // One for octets that are no PDU answers nothing, and is the last.
            foreach (var owed in _owed.Keys)
                if (owed.Sequence == header.Sequence)
                    key = owed;
            if (!_owed.ContainsKey(key) && side.Session.State == SessionState.Closed)
                return;
        }
        Rule.Holds(_owed.TryGetValue(key, out int count), $"{header.Id.Name} {header.Sequence} answers nothing, or a second time");
        if (count == 1)
            _owed.Remove(key);
        else
            _owed[key] = count - 1;
        _total--;
    }

    /// <summary>
    /// Holds what is true at every moment at which nothing waits to be written: everything is answered but what the application holds.
    /// </summary>
    public void Check(bool nothingWaits)
    {
        var session = side.Session;
        if (session.State == SessionState.Closed)
            return;
        Rule.Holds(
            Held == session.InboundOutstanding,
            $"the application holds {Held} requests and {session.InboundOutstanding} are counted");
        Rule.Holds(
            Held <= session.Options.InboundWindow, $"the application holds {Held} requests in a window of {session.Options.InboundWindow}");
        if (nothingWaits && session.State.IsBound)
            Rule.Holds(_total == Held, $"{_total} answers are owed and the application holds {Held} requests");
        else if (nothingWaits && !_bindDecides && session.State.AwaitsBind)
            Rule.Holds(_total == 0, $"{_total} answers are owed before the bind");
    }
}
