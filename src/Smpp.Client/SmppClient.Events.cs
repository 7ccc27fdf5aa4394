using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <content>What a client tells besides receipts and messages: binds that come and go, subscribers who can be reached again.</content>
public sealed partial class SmppClient
{
    /// <summary>
    /// Notifications that a subscriber can be reached again (alert_notification, v3.4 §4.12), for which
    /// <see cref="StandardTlv.SetDpf"/> asks, as they come, until the client is disposed. Each is given to one reader. Nobody answers
    /// them: what comes while <see cref="SmppClientOptions.InboxCapacity"/> wait to be read is dropped. None with <see cref="OnAlert"/>.
    /// </summary>
    public IAsyncEnumerable<AlertNotification> Alerts => _feed.Alerts.ReadAllAsync();

    /// <summary>Says what is done about notifications that a subscriber can be reached again, in place of <see cref="Alerts"/>.</summary>
    /// <param name="handler">
    /// Runs on the thread pool, <see cref="SmppClientOptions.HandlersAtOnce"/> at once. Nobody waits for it: its token is cancelled when
    /// the client is disposed, what it throws is logged, and what comes while <see cref="SmppClientOptions.InboxCapacity"/> wait for their
    /// turn is dropped.
    /// </param>
    /// <exception cref="InvalidOperationException">The client has been started.</exception>
    public SmppClient OnAlert(Func<AlertNotification, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _feed.Handle(handler);
        return this;
    }

    /// <summary>Hears of each session that is bound, those that the message centre has opened by outbind included.</summary>
    /// <param name="handler">
    /// What to do. Runs on the thread pool, together with that of <see cref="OnEnded"/> one at a time and in the order of what happened, so
    /// the session may have ended already; may block, holds up no session, and what it throws is logged. It may run behind
    /// <see cref="DisposeAsync"/>.
    /// </param>
    /// <exception cref="InvalidOperationException">The client has been started.</exception>
    public SmppClient OnBound(Action<BindStatus> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _feed.Events.Bound = handler;
        return this;
    }

    /// <summary>Hears of each bound session's end, whoever ended it. Attempts that were never bound are told in the log alone.</summary>
    /// <param name="handler">What to do; it runs as that of <see cref="OnBound"/> does.</param>
    /// <inheritdoc cref="OnBound" path="/exception"/>
    public SmppClient OnEnded(Action<BindStatus, SessionEnd> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckNotStarted();
        _feed.Events.Ended = handler;
        return this;
    }
}
