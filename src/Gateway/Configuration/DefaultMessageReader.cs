using Routing;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>Reads <c>[[default_message]]</c>.</summary>
internal static class DefaultMessageReader
{
    public static ConfigList<DefaultMessageConfig> Read(TableReader root, ConfigReader reader)
    {
        var messages = root.Tables("default_message").Select(Message).ToList();
        reader.CheckUnique(
            messages.Where(message => message.Id > 0), "default message", "id",
            message => message.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), message => message.Location);
        return [.. messages];
    }

    private static DefaultMessageConfig Message(TableReader table)
    {
        if (!table.Has("id"))
            table.Report("id", $"{table.Title} needs id = 1 to 255");
        string text = table.RequiredText("text");
        var message = new DefaultMessageConfig
        {
            Id = (byte)table.Integer("id", 0, 1, byte.MaxValue),
            Text = text,
            DataCoding = table.Has("data_coding")
                ? (DataCoding)table.Integer("data_coding", 0, 0, byte.MaxValue)
                : MessageText.DataCodingOf(MessageText.Choose(text)),
            Location = table.Location,
        };
        Check(table, message);
        table.Done();
        return message;
    }

    private static void Check(TableReader table, DefaultMessageConfig message)
    {
        if (MessageText.EncodingOf(message.DataCoding) is not { } encoding)
        {
            table.Report("data_coding", $"data_coding = {(byte)message.DataCoding} is not one of text");
            return;
        }
        int octets = encoding.CountOctets(message.Text);
        if (octets < 0)
        {
            int at = encoding.IndexOfInexpressible(message.Text);
            table.Report("text", $"text: data_coding {(byte)message.DataCoding} has no '{message.Text[at]}' (character {at + 1})");
        }
        else if (octets > FieldLimits.ShortMessageV34)
        {
            table.Report(
                "text", $"text is too long: {octets} octets in its data_coding; short_message takes {FieldLimits.ShortMessageV34}");
        }
    }
}
