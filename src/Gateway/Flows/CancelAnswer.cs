using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Flows;

/// <summary>
/// The one answer to a cancel_sm, which may be about many messages: it goes when the end of each that could be cancelled is durable.
/// One for which there was no room makes it a refusal for now, since asking again is all that it takes.
/// </summary>
internal sealed class CancelAnswer(Inbound request)
{
    private readonly Lock _gate = new();
    private int _open = 1;
    private bool _isAnyCancelled;
    private CommandStatus _refusal;

    /// <summary>A message is cancelled once what is returned is durable.</summary>
    /// <param name="receipt">What becomes durable with it.</param>
    public IDurable Add(IDurable? receipt)
    {
        lock (_gate)
            _open++;
        return new End(this, receipt);
    }

    /// <summary>What was added last has not come to be.</summary>
    public void Withdraw(CommandStatus refusal) => Close(isCancelled: false, refusal);

    /// <summary>Everything is added.</summary>
    public void Close() => Close(isCancelled: false, CommandStatus.Ok);

    private void Close(bool isCancelled, CommandStatus refusal)
    {
        lock (_gate)
        {
            _isAnyCancelled |= isCancelled;
            if (refusal != CommandStatus.Ok)
                _refusal = refusal;
            if (--_open > 0)
                return;
        }
        if (_refusal != CommandStatus.Ok)
            request.Reject(_refusal);
        else if (_isAnyCancelled)
            request.Accept();
        else
            request.Reject(CommandStatus.CancelFailed);
    }

    /// <summary>The end of one of the messages.</summary>
    private sealed class End(CancelAnswer answer, IDurable? receipt) : IDurable
    {
        public void OnDurable()
        {
            answer.Close(isCancelled: true, CommandStatus.Ok);
            receipt?.OnDurable();
        }

        public void OnStoreFailed()
        {
            answer.Close(isCancelled: false, CommandStatus.SystemError);
            receipt?.OnStoreFailed();
        }
    }
}
