using System.Buffers.Binary;
using System.Globalization;

namespace Smpp.Protocol;

/// <summary>network_error_code (v5.0 §4.8.4.42): whose error it is, and which.</summary>
/// <param name="Network">
/// 1 ANSI-136 access denied, 2 IS-95 access denied, 3 GSM, 4 ANSI-136 cause, 5 IS-95 cause, 6 ANSI-41, 7 SMPP, 8 message centre.
/// </param>
/// <param name="Code">The network's own code.</param>
public readonly record struct NetworkErrorCode(byte Network, ushort Code) : ITlvStructure<NetworkErrorCode>
{
    /// <summary>Network and code.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"network {Network} code {Code}");

    static bool ITlvStructure<NetworkErrorCode>.TryRead(ReadOnlySpan<byte> octets, out NetworkErrorCode value)
    {
        value = new NetworkErrorCode(octets[0], BinaryPrimitives.ReadUInt16BigEndian(octets[1..]));
        return true;
    }

    static byte[] ITlvStructure<NetworkErrorCode>.Write(NetworkErrorCode value) =>
        [value.Network, (byte)(value.Code >> 8), (byte)value.Code];
}

/// <summary>callback_num (v5.0 §4.8.4.15): a number to call back.</summary>
/// <param name="DigitMode">0 for DTMF, 1 for ASCII digits.</param>
/// <param name="Ton">Type of number.</param>
/// <param name="Npi">Numbering plan.</param>
/// <param name="Digits">The digits, at most 16 Latin-1 characters.</param>
public readonly record struct CallbackNumber(byte DigitMode, TypeOfNumber Ton, NumberingPlan Npi, string Digits)
    : ITlvStructure<CallbackNumber>
{
    private const int Head = 3;

    /// <summary>The digits; in quotation marks, with escapes, where they have control characters.</summary>
    public override string ToString() => PeerText.Shown(Digits);

    static bool ITlvStructure<CallbackNumber>.TryRead(ReadOnlySpan<byte> octets, out CallbackNumber value)
    {
        value = new CallbackNumber(octets[0], (TypeOfNumber)octets[1], (NumberingPlan)octets[2], CString.Text(octets[Head..]));
        return true;
    }

    static byte[] ITlvStructure<CallbackNumber>.Write(CallbackNumber value) =>
        [value.DigitMode, (byte)value.Ton, (byte)value.Npi, .. CString.Octets(value.Digits)];
}

/// <summary>its_session_info (v5.0 §4.8.4.25): the place of a message in an interactive session (Korean CDMA).</summary>
/// <param name="Session">Session number.</param>
/// <param name="Sequence">Number of the dialogue unit, 0..127.</param>
/// <param name="IsEnd">The session ends with this message.</param>
public readonly record struct ItsSessionInfo(byte Session, byte Sequence, bool IsEnd) : ITlvStructure<ItsSessionInfo>
{
    /// <summary>Session, sequence and whether it ends.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"session {Session} sequence {Sequence}{(IsEnd ? ", end" : "")}");

    static bool ITlvStructure<ItsSessionInfo>.TryRead(ReadOnlySpan<byte> octets, out ItsSessionInfo value)
    {
        value = new ItsSessionInfo(octets[0], (byte)(octets[1] >> 1), (octets[1] & 1) != 0);
        return true;
    }

    static byte[] ITlvStructure<ItsSessionInfo>.Write(ItsSessionInfo value) =>
        [value.Session, (byte)(value.Sequence << 1 | (value.IsEnd ? 1 : 0))];
}

/// <summary>broadcast_content_type (v5.0 §4.8.4.8): what is broadcast, in the terms of a network.</summary>
/// <param name="Network">0 generic, 1 GSM, 2 TDMA, 3 CDMA.</param>
/// <param name="Service">The network's service: news, weather, emergency …</param>
public readonly record struct BroadcastContentType(byte Network, ushort Service) : ITlvStructure<BroadcastContentType>
{
    /// <summary>Network and service.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"network {Network} service 0x{Service:x4}");

    static bool ITlvStructure<BroadcastContentType>.TryRead(ReadOnlySpan<byte> octets, out BroadcastContentType value)
    {
        value = new BroadcastContentType(octets[0], BinaryPrimitives.ReadUInt16BigEndian(octets[1..]));
        return true;
    }

    static byte[] ITlvStructure<BroadcastContentType>.Write(BroadcastContentType value) =>
        [value.Network, (byte)(value.Service >> 8), (byte)value.Service];
}

/// <summary>broadcast_frequency_interval (v5.0 §4.8.4.12): how long to wait between repetitions.</summary>
/// <param name="Unit">
/// 0x00 as often as possible, 0x08 seconds, 0x09 minutes, 0x0A hours, 0x0B days, 0x0C weeks, 0x0D months, 0x0E years.
/// </param>
/// <param name="Count">How many of the units.</param>
public readonly record struct BroadcastFrequencyInterval(byte Unit, ushort Count) : ITlvStructure<BroadcastFrequencyInterval>
{
    /// <summary>Count and unit.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} × unit 0x{Unit:x2}");

    static bool ITlvStructure<BroadcastFrequencyInterval>.TryRead(ReadOnlySpan<byte> octets, out BroadcastFrequencyInterval value)
    {
        value = new BroadcastFrequencyInterval(octets[0], BinaryPrimitives.ReadUInt16BigEndian(octets[1..]));
        return true;
    }

    static byte[] ITlvStructure<BroadcastFrequencyInterval>.Write(BroadcastFrequencyInterval value) =>
        [value.Unit, (byte)(value.Count >> 8), (byte)value.Count];
}

/// <summary>broadcast_area_identifier (v5.0 §4.8.4.4): an area, by name or by coordinates.</summary>
/// <param name="Format">0 alias or name, 1 ellipsoid arc, 2 polygon.</param>
/// <param name="Details">The name in ASCII, or the coordinates, at most 100 octets, one character an octet (Latin-1).</param>
public readonly record struct BroadcastArea(byte Format, string Details) : ITlvStructure<BroadcastArea>
{
    /// <summary>An area by its name.</summary>
    public static BroadcastArea Named(string name) => new(0, name);

    /// <summary>The name, in quotation marks, with escapes, where it has control characters; or the format and the octets.</summary>
    public override string ToString() => Format == 0 ? PeerText.Shown(Details) : string.Create(
        CultureInfo.InvariantCulture, $"format {Format} {Convert.ToHexStringLower(System.Text.Encoding.Latin1.GetBytes(Details))}");

    static bool ITlvStructure<BroadcastArea>.TryRead(ReadOnlySpan<byte> octets, out BroadcastArea value)
    {
        value = new BroadcastArea(octets[0], CString.Text(octets[1..]));
        return true;
    }

    static byte[] ITlvStructure<BroadcastArea>.Write(BroadcastArea value) => [value.Format, .. CString.Octets(value.Details)];
}

/// <summary>source_subaddress and dest_subaddress (v5.0 §4.8.4.23, §4.8.4.60).</summary>
/// <param name="Type">0x80 NSAP even, 0x88 NSAP odd, 0xA0 user defined, others reserved.</param>
/// <param name="Digits">The subaddress, at most 22 octets, one character an octet (Latin-1).</param>
public readonly record struct Subaddress(byte Type, string Digits) : ITlvStructure<Subaddress>
{
    /// <summary>Type and octets, control characters among them as escapes.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"type 0x{Type:x2} {PeerText.Quoted(Digits)}");

    static bool ITlvStructure<Subaddress>.TryRead(ReadOnlySpan<byte> octets, out Subaddress value)
    {
        value = new Subaddress(octets[0], CString.Text(octets[1..]));
        return true;
    }

    static byte[] ITlvStructure<Subaddress>.Write(Subaddress value) => [value.Type, .. CString.Octets(value.Digits)];
}
