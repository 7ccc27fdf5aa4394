namespace Smpp.Protocol;

/// <summary>A destination that a submit_multi did not reach (v3.4 §4.5.2.1).</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Status">error_status_code: why not.</param>
public readonly record struct UnsuccessSme(Address Destination, CommandStatus Status) : IPduItem<UnsuccessSme>
{
    static int IPduItem<UnsuccessSme>.LeastOctets => 7;

    static bool IPduItem<UnsuccessSme>.Exchange(scoped ref PduFields fields, ref UnsuccessSme item)
    {
        Address destination = item.Destination;
        uint status = (uint)item.Status;
        bool good = fields.Address(PduField.DestAddrTon, PduField.DestAddrNpi, PduField.DestinationAddr, ref destination)
            && fields.Number(PduField.ErrorStatusCode, ref status);
        item = new UnsuccessSme(destination, (CommandStatus)status);
        return good;
    }
}
