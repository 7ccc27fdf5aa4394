namespace Smpp.Session;

/// <summary>
/// Bounds what the sessions with one peer send of awaited requests (<see cref="SmppSession.SendAsync"/>), besides the window of each: one
/// that waits is let go at the moment at which it is sent, not before. Called from any thread.
/// </summary>
public interface ISendLimit
{
    /// <summary>True while not all may be sent that the windows have room for.</summary>
    bool IsLimiting { get; }

    /// <summary>
    /// Takes the right to send one request; called under the session's lock, so it must neither block nor call a session that sends.
    /// </summary>
    bool TryTake();

    /// <summary>Gives back what <see cref="TryTake"/> took for a request that was not sent; called under the session's lock.</summary>
    void GiveBack();

    /// <summary>
    /// Requests wait while this limits: it lets them go by <see cref="SmppSession.TrySendWaiting"/>, now or later, of whichever session's
    /// turn it is.
    /// </summary>
    void OnWaiting();
}
