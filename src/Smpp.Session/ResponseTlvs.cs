using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>Finds the TLVs of a response among its octets, whatever kind of body has written them. Allocates nothing.</summary>
internal static class ResponseTlvs
{
    // message_state and error_code.
    private const int QueryTail = 2;

    /// <summary>False of a response that is a header and TLVs, such as cancel_sm_resp.</summary>
    public static bool HasFields(CommandId id) => id is not (
        CommandId.CancelSmResp or CommandId.ReplaceSmResp or CommandId.CancelBroadcastSmResp
        or CommandId.EnquireLinkResp or CommandId.UnbindResp or CommandId.GenericNack);

    /// <summary>The TLVs, none included; false when the response has no fields, or these octets are not its fields.</summary>
    public static bool TryFind(CommandId id, ReadOnlySpan<byte> body, out TlvReader tlvs)
    {
        bool found = id switch
        {
            CommandId.SubmitSmResp or CommandId.DataSmResp or CommandId.DeliverSmResp or CommandId.BroadcastSmResp
                or CommandId.QueryBroadcastSmResp or CommandId.BindTransmitterResp or CommandId.BindReceiverResp
                or CommandId.BindTransceiverResp => TrySkipText(ref body),
            CommandId.SubmitMultiResp => TrySkipText(ref body) && TrySkipUnsuccessful(ref body),
            CommandId.QuerySmResp => TrySkipText(ref body) && TrySkipText(ref body) && TrySkip(ref body, QueryTail),
            _ => false,
        };
        tlvs = new TlvReader(found ? body : default);
        return found;
    }

    private static bool TrySkipUnsuccessful(scoped ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
            return false;
        int count = rest[0];
        rest = rest[1..];
        // dest_addr_ton and dest_addr_npi, destination_addr, error_status_code.
        while (count > 0 && TrySkip(ref rest, 2) && TrySkipText(ref rest) && TrySkip(ref rest, sizeof(uint)))
            count--;
        return count == 0;
    }

    private static bool TrySkipText(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)0);
        return end >= 0 && TrySkip(ref rest, end + 1);
    }

    private static bool TrySkip(scoped ref ReadOnlySpan<byte> rest, int length)
    {
        if (length > rest.Length)
            return false;
        rest = rest[length..];
        return true;
    }
}
