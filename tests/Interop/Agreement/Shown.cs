namespace Interop.Agreement;

/// <summary>
/// One field as it is shown: numbers in decimal, octets in hexadecimal digits, points in time in UTC, durations in seconds.
/// </summary>
/// <param name="Field">Its name in tshark's dissector.</param>
/// <param name="Value">Its value; empty for what is only there or not.</param>
internal readonly record struct Shown(string Field, string Value)
{
    public override string ToString() => $"{Field}={Value}";
}

/// <summary>The part of a PDU that a field is in.</summary>
internal enum Part
{
    Header,
    Mandatory,
    Tlv,
}
