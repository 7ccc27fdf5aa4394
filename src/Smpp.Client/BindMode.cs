namespace Smpp.Client;

/// <summary>How the sessions of an upstream bind.</summary>
public enum BindMode : byte
{
    /// <summary>bind_transceiver</summary>
    Transceiver,
    /// <summary>bind_transmitter</summary>
    Transmitter,
    /// <summary>bind_receiver</summary>
    Receiver,
    /// <summary>A transmitter and a receiver for each bind: submits go over the one, receipts and messages come over the other.</summary>
    Pair,
}
