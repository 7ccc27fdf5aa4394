using System.Globalization;
using System.Text;

namespace Smpp.Protocol;

/// <summary>What the values of fields say, in words.</summary>
internal static class FieldMeaning
{
    public static string Of(PduField field, byte value) => field switch
    {
        PduField.SourceAddrTon or PduField.DestAddrTon or PduField.AddrTon or PduField.EsmeAddrTon => Named((TypeOfNumber)value),
        PduField.SourceAddrNpi or PduField.DestAddrNpi or PduField.AddrNpi or PduField.EsmeAddrNpi => Named((NumberingPlan)value),
        PduField.InterfaceVersion => ((InterfaceVersion)value).Name,
        PduField.DataCoding => ((DataCoding)value).Meaning,
        PduField.EsmClass => ((EsmClass)value).Meaning,
        PduField.RegisteredDelivery => ((RegisteredDelivery)value).Meaning,
        PduField.MessageState => ((MessageState)value).Word,
        PduField.DestFlag => value == 1 ? "SME address" : "distribution list",
        _ => "",
    };

    /// <summary>A text in quotation marks, with what cannot be shown as escapes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            if (char.IsControl(character))
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            else
                quoted.Append(character is '"' or '\\' ? "\\" : "").Append(character);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>
    /// A text as it is, or <see cref="Quoted"/> where something in it cannot be shown: what a peer sends neither breaks a line nor commands
    /// a terminal.
    /// </summary>
    public static string Shown(string text) => text.Any(char.IsControl) ? Quoted(text) : text;

    private static string Named<T>(T value) where T : struct, Enum => Enum.IsDefined(value) ? value.ToString() : "reserved";
}
