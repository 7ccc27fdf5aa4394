using System.Text;
using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Flows;

/// <summary>
/// The one answer to a submit_multi: with the id that all its messages share, and the destinations that were refused. It goes when all
/// that was taken is durable. When nothing was taken it is an error, the common one where there is one.
/// </summary>
internal sealed class MultiAnswer(Inbound request, ulong id)
{
    private readonly Lock _gate = new();
    private readonly List<UnsuccessSme> _refused = [];
    private int _open = 1;
    private int _taken;
    private bool _failed;

    /// <summary>One more message has to be durable before the answer goes.</summary>
    public void Add()
    {
        lock (_gate)
            _open++;
    }

    /// <summary>A destination that gets no message.</summary>
    public void Refuse(in Address destination, CommandStatus status)
    {
        lock (_gate)
            _refused.Add(new UnsuccessSme(destination, status.ForVersion(request.Session.PeerVersion)));
    }

    /// <summary>What was announced last has not come to be.</summary>
    public void Withdraw()
    {
        lock (_gate)
            _open--;
    }

    /// <summary>A message is durable.</summary>
    public void Settle()
    {
        lock (_gate)
            _taken++;
        Close();
    }

    /// <summary>The store has failed under a message.</summary>
    public void Fail(CommandStatus status)
    {
        lock (_gate)
            _failed |= status != CommandStatus.Ok;
        Close();
    }

    /// <summary>Everything is announced, or one more thing has its outcome.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (--_open > 0)
                return;
        }
        if (_failed)
            request.Reject(CommandStatus.SystemError);
        else if (_taken == 0)
            request.Reject(_refused.TrueForAll(one => one.Status == _refused[0].Status) ? _refused[0].Status : CommandStatus.SubmitFailed);
        else
            Accept();
    }

    private void Accept()
    {
        Span<byte> text = stackalloc byte[MessageIds.TextLength];
        int length = request.Session.PeerVersion.SupportsTlvs ? MessageIds.Format(id, text) : MessageIds.FormatShort(id, text);
        var response = new SubmitMultiResp { MessageId = Encoding.ASCII.GetString(text[..length]), Unsuccessful = _refused };
        request.Reply(ref response);
    }
}
