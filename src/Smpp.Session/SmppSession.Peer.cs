using System.Security.Cryptography.X509Certificates;
using Smpp.Protocol;

namespace Smpp.Session;

/// <content>What is known of the peer, and whether it is still there.</content>
public sealed partial class SmppSession
{
    /// <summary>The certificate that the peer showed in its TLS handshake, or null. Of use while the session lives.</summary>
    public X509Certificate2? PeerCertificate { get; internal set; }

    /// <summary>The destinations that a bound receiver serves, or null for all.</summary>
    public AddressRange? AddressRange { get; private set; }

    /// <summary>Time since the peer's latest PDU, or since the connection when there was none.</summary>
    public TimeSpan Silence => _heartbeat.Time.GetElapsedTime(_timers.LastReceived);

    /// <summary>
    /// Asks the ESME, as a message centre that has connected to it, to bind as a receiver on this connection (v3.4 §2.2.1). It has
    /// the bind timer's time for that; an outbind has no response.
    /// </summary>
    /// <exception cref="InvalidOperationException">This is no message centre, or something has come before.</exception>
    public void Outbind(Outbind outbind)
    {
        ArgumentNullException.ThrowIfNull(outbind);
        lock (_gate)
        {
            if (Role != SessionRole.MessageCentre || _state != SessionState.Open)
                throw new InvalidOperationException($"cannot send outbind as {Role} in state {_state}");
            _out.WriteRequest(ref outbind);
            _state = SessionState.Outbound;
        }
        FlushScope.Touch(this);
    }

    /// <summary>
    /// Asks a bound peer whether it is still there, now and whatever the enquire_link timer says; nothing is sent while an earlier
    /// enquire_link is unanswered. <see cref="Silence"/> tells the answer.
    /// </summary>
    public void Enquire()
    {
        if (!_timers.IsEnquiring)
            EnquireLink(_heartbeat.Time.GetTimestamp());
    }
}
