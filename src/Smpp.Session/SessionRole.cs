namespace Smpp.Session;

/// <summary>Which side of the protocol this end plays. The session core is the same for both; the role is data.</summary>
public enum SessionRole : byte
{
    /// <summary>Accepts binds and submits, sends deliver_sm: the message centre.</summary>
    MessageCentre,
    /// <summary>Binds and submits, receives deliver_sm: the external short message entity.</summary>
    Esme,
}

/// <summary>The session states of v3.4 §2.2 and v5.0 §2.3.</summary>
public enum SessionState : byte
{
    /// <summary>Connected, not bound.</summary>
    Open,
    /// <summary>Connected by the message centre, which has sent outbind: the ESME is to bind as a receiver (v3.4 §2.2.1).</summary>
    Outbound,
    /// <summary>Bound as transmitter.</summary>
    BoundTransmitter,
    /// <summary>Bound as receiver.</summary>
    BoundReceiver,
    /// <summary>Bound as transceiver.</summary>
    BoundTransceiver,
    /// <summary>unbind was sent or received; outstanding responses drain.</summary>
    Unbound,
    /// <summary>The connection is gone or going.</summary>
    Closed,
}

/// <summary>What a state allows.</summary>
public static class SessionStates
{
    extension(SessionState state)
    {
        /// <summary>True before the bind, whoever has connected.</summary>
        public bool AwaitsBind => state is SessionState.Open or SessionState.Outbound;

        /// <summary>True in the three bound states.</summary>
        public bool IsBound => state is SessionState.BoundTransmitter or SessionState.BoundReceiver or SessionState.BoundTransceiver;

        /// <summary>True when the ESME may submit.</summary>
        public bool CanSubmit => state is SessionState.BoundTransmitter or SessionState.BoundTransceiver;

        /// <summary>True when the message centre may deliver.</summary>
        public bool CanDeliver => state is SessionState.BoundReceiver or SessionState.BoundTransceiver;
    }
}
