using System.Text;
using Smpp.Protocol;

namespace Simulator.Customers;

/// <summary>
/// Encoded submit_sm bodies in which only the number of the message changes: its digits in the destination and in the text, and
/// the reference of a long message.
/// </summary>
internal sealed class LoadTemplates
{
    private const int DestinationDigits = 12;
    private const int NumberDigits = 10;

    private readonly Template[] _cycle;
    private readonly int _groups;
    private readonly int _prefixDigits;

    public LoadTemplates(LoadOptions options, string run)
    {
        _prefixDigits = options.ToPrefix.Length;
        var cycle = new List<Template>();
        foreach (var kind in options.Mix)
        {
            foreach (var part in Parts(kind, run))
                cycle.Add(Make(options, part, _groups));
            _groups++;
        }
        _cycle = [.. cycle];
    }

    public int LargestBody => _cycle.Max(template => template.Body.Length);

    /// <summary>The submit with this number, 0 and up.</summary>
    public LoadMessage this[long number]
    {
        get
        {
            var template = _cycle[number % _cycle.Length];
            // The parts of one long message go to one destination, under one reference.
            long group = (number / _cycle.Length * _groups) + template.Group;
            return new LoadMessage(template, number, group, DestinationDigits - _prefixDigits);
        }
    }

    private static Template Make(LoadOptions options, in Part part, int group)
    {
        string to = options.ToPrefix + new string('0', DestinationDigits - options.ToPrefix.Length);
        var message = new MessageView(CommandId.SubmitSm)
        {
            Source = options.From,
            Destination = new Address(TypeOfNumber.International, NumberingPlan.Isdn, Encoding.ASCII.GetBytes(to)),
            EsmClass = part.EsmClass,
            RegisteredDelivery = options.Receipts ? RegisteredDelivery.SuccessOrFailure : RegisteredDelivery.None,
            DataCoding = part.DataCoding,
            ShortMessage = part.UserData,
        };
        byte[] body = new byte[message.BodyLength];
        message.WriteBody(body);
        int text = body.Length - part.UserData.Length;
        // service_type, source with TON and NPI and NUL, destination's TON and NPI
        int destination = 1 + 3 + options.From.Length + 2;
        return new Template(
            body, destination + options.ToPrefix.Length, text, text + part.NumberAt, part.Wide,
            part.ReferenceAt < 0 ? -1 : text + part.ReferenceAt, group);
    }

    private static IEnumerable<Part> Parts(MessageKind kind, string run)
    {
        string number = new('0', NumberDigits);
        string mark = $"{run}-{number} ";
        int at = run.Length + 1;
        switch (kind)
        {
            case MessageKind.Ucs2:
                byte[] wide = Encoding.BigEndianUnicode.GetBytes(Fill(mark + "Grüße aus Αθήνα 🚀🎉 ", "ж", 64));
                yield return new Part(wide, 0, DataCoding.Ucs2, at * 2, Wide: true, -1);
                break;
            case MessageKind.Long:
                for (byte i = 1; i <= 3; i++)
                {
                    byte[] header = [5, 0, 3, 0, 3, i];
                    byte[] text = Encoding.ASCII.GetBytes(Fill($"{mark}part {i} ", "of a long message ", i < 3 ? 153 : 80));
                    yield return new Part([.. header, .. text], EsmClass.UserDataHeader, 0, header.Length + at, Wide: false, 3);
                }
                break;
            case MessageKind.Short:
                yield return Plain(24);
                break;
            case MessageKind.Full:
                yield return Plain(160);
                break;
            default:
                yield return Plain(100);
                break;
        }

        Part Plain(int length) => new(
            Encoding.ASCII.GetBytes(Fill(mark, "The quick brown fox jumps over the lazy dog. ", length)), 0, 0, at, Wide: false, -1);
    }

    private static string Fill(string start, string filler, int length)
    {
        var text = new StringBuilder(start);
        while (text.Length < length)
            text.Append(filler);
        return text.ToString(0, length);
    }

    private readonly record struct Part(
        byte[] UserData, EsmClass EsmClass, DataCoding DataCoding, int NumberAt, bool Wide, int ReferenceAt);

    internal sealed record Template(byte[] Body, int DestinationAt, int TextAt, int NumberAt, bool Wide, int ReferenceAt, int Group)
    {
        public const int Digits = NumberDigits;
    }
}

/// <summary>One submit_sm of a load, written from its template.</summary>
internal readonly struct LoadMessage(LoadTemplates.Template template, long number, long group, int destinationDigits) : IPduBody
{
    public CommandId Id => CommandId.SubmitSm;

    public int BodyLength => template.Body.Length;

    public void WriteBody(Span<byte> body)
    {
        template.Body.CopyTo(body);
        WriteDigits(body[template.DestinationAt..], group, destinationDigits, 1);
        if (template.Wide)
            WriteDigits(body[(template.NumberAt + 1)..], number, LoadTemplates.Template.Digits, 2);
        else
            WriteDigits(body[template.NumberAt..], number, LoadTemplates.Template.Digits, 1);
        if (template.ReferenceAt >= 0)
            body[template.ReferenceAt] = (byte)group;
    }

    /// <summary>The user data within a written body.</summary>
    public ReadOnlySpan<byte> UserData(ReadOnlySpan<byte> body) => body[template.TextAt..];

    private static void WriteDigits(Span<byte> target, long number, int digits, int stride)
    {
        var rest = (ulong)number;
        for (int i = (digits - 1) * stride; i >= 0; i -= stride)
        {
            ulong tenth = rest / 10;
            target[i] = (byte)('0' + (int)(rest - (tenth * 10)));
            rest = tenth;
        }
    }
}
