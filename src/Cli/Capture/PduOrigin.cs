namespace Cli.Capture;

/// <summary>Where and when a PDU was captured.</summary>
/// <param name="Time">When the packet came that completed it.</param>
/// <param name="Source">Address and port of the sender.</param>
/// <param name="Destination">Address and port of the receiver.</param>
internal readonly record struct PduOrigin(CaptureTime Time, string Source, string Destination);
