using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Smpp.Protocol;

namespace Interop.Agreement;

/// <summary>What tshark has to show of the value of a TLV.</summary>
internal static class ExpectedTlv
{
    private const ushort FirstVendors = 0x1400;
    private const ushort LastVendors = 0x3FFF;

    public static IEnumerable<Shown> Of(ushort tag, string name, byte[] value) => (TlvTag)tag switch
    {
        TlvTag.MsMsgWaitFacilities => [Expected.Number("msg_wait.ind", value[0] >> 7), Expected.Number("msg_wait.type", value[0] & 3)],
        TlvTag.ScInterfaceVersion => [Expected.Number("SC_interface_version", value[0])],
        TlvTag.CallbackNumPresInd =>
            [Expected.Number("callback_num.pres", (value[0] >> 2) & 3), Expected.Number("callback_num.scrn", value[0] & 3)],
        TlvTag.NetworkErrorCode => [Expected.Number("network_error.type", value[0]), Number16("network_error.code", value.AsSpan(1))],
        TlvTag.BroadcastContentType =>
            [Expected.Number("broadcast_content_type.nw", value[0]), Number16("broadcast_content_type.type", value.AsSpan(1))],
        TlvTag.BroadcastContentTypeInfo => [Octets("broadcast_content_type.info", value)],
        TlvTag.BroadcastFrequencyInterval =>
        [
            Expected.Number("broadcast_frequency_interval.unit", value[0]),
            Number16("broadcast_frequency_interval.value", value.AsSpan(1)),
        ],
        TlvTag.BroadcastAreaIdentifier =>
            [Expected.Number("broadcast_area_identifier.format", value[0]), Octets("broadcast_area_identifier", value)],
        TlvTag.BroadcastEndTime => [Expected.Time(name, Text(value))],
        TlvTag.BillingIdentification => [Octets("billing_id", value)],
        TlvTag.DestAddrNpInformation => [Octets("dest_addr_np_info", value)],
        TlvTag.MsValidity when value.Length == 1 => [Expected.Number("ms_validity", value[0])],
        TlvTag.AlertOnMessageDelivery => value.Length == 0
            ? [new Shown("smpp.alert_on_message_delivery_null", "")]
            : [Expected.Number("alert_on_message_delivery_type", value[0])],
        TlvTag.ItsSessionInfo =>
        [
            Expected.Number("its_session.number", value[0]), Expected.Number("its_session.sequence", value[1] >> 1),
            Expected.Number("its_session.ind", value[1] & 1),
        ],
        _ => [Plain(tag, name, value)],
    };

    private static Shown Plain(ushort tag, string name, byte[] value) => TlvCatalogue.Find((TlvTag)tag)?.Kind switch
    {
        TlvKind.Integer => new Shown($"smpp.{name}", BigEndian(value).ToString(CultureInfo.InvariantCulture)),
        TlvKind.CString => new Shown($"smpp.{name}", Text(value)),
        null => Octets(tag is >= FirstVendors and <= LastVendors ? "vendor_op" : "reserved_op", value),
        _ => Octets(name, value),
    };

    private static string Text(byte[] value) => Encoding.Latin1.GetString(value.AsSpan().TrimEnd((byte)0));

    private static ulong BigEndian(byte[] value) => value.Aggregate(0UL, (number, octet) => number << 8 | octet);

    private static Shown Number16(string name, ReadOnlySpan<byte> value) =>
        Expected.Number(name, BinaryPrimitives.ReadUInt16BigEndian(value));

    private static Shown Octets(string name, ReadOnlySpan<byte> value) => new($"smpp.{name}", Convert.ToHexStringLower(value));
}
