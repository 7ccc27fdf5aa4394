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
    /// Asks a bound peer whether it is still there, now and whatever the enquire_link timer says; nothing is sent while an earlier
    /// enquire_link is unanswered. <see cref="Silence"/> tells the answer.
    /// </summary>
    public void Enquire() => EnquireLink(_heartbeat.Time.GetTimestamp());

    /// <summary>
    /// Tells the handler <see cref="ISessionHandler.OnReady"/>, on this thread, unless the session has ended: for whoever held sending
    /// back for a reason of its own, which is over.
    /// </summary>
    public void Wake() => ReadyElsewhere();
}
