namespace Cli.Capture;

/// <summary>Receives what is found in a stream, in its order.</summary>
internal interface IPduSink
{
    /// <summary>
    /// One PDU; or as much as there is of one whose command_length cannot be believed, or that the stream ends in.
    /// </summary>
    /// <param name="origin">Where it was captured; null for what is no capture.</param>
    /// <param name="pdu">Its octets: valid until this returns.</param>
    void Pdu(PduOrigin? origin, ReadOnlySpan<byte> pdu);

    /// <summary>Something about the stream between its PDUs.</summary>
    /// <param name="origin">Where; null for what is no capture.</param>
    /// <param name="text">What happened.</param>
    /// <param name="lost">Whether octets are missing or could not be read.</param>
    void Note(PduOrigin? origin, string text, bool lost);
}
