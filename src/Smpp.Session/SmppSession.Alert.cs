using Smpp.Protocol;

namespace Smpp.Session;

/// <content>What is sent without an answer to expect.</content>
public sealed partial class SmppSession
{
    /// <summary>
    /// Sends an alert_notification, as a message centre. It has no response (v3.4 §4.12), so it takes no slot of the window.
    /// </summary>
    /// <param name="alert">The notification.</param>
    /// <returns>False when the session is not bound for receiving, or its output is full; nothing was sent.</returns>
    public bool TryAlert(AlertNotification alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        lock (_gate)
        {
            if (Role != SessionRole.MessageCentre || !_state.CanDeliver || _out.Length >= Options.OutputLimit)
                return false;
            _out.WriteRequest(ref alert);
        }
        FlushScope.Touch(this);
        return true;
    }
}
