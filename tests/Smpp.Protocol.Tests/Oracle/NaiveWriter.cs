using System.Globalization;
using System.Text.Json.Nodes;

namespace Smpp.Protocol.Tests.Oracle;

/// <summary>Makes up PDUs that their description allows, one octet after the other.</summary>
internal sealed class NaiveWriter
{
    /// <summary>Tags that the specifications define, some of them as C-Octet strings, others as nothing at all.</summary>
    private static readonly int[] Tags =
        [0x0005, 0x0017, 0x001D, 0x001E, 0x0204, 0x020A, 0x020C, 0x0210, 0x0381, 0x0423, 0x0424, 0x0427, 0x0606, 0x130C, 0x1401, 0x3FFF];

    private readonly Random _random;
    private readonly List<byte> _octets = [];

    private NaiveWriter(Random random) => _random = random;

    /// <summary>A body and what reading it must give.</summary>
    public static (byte[] Body, JsonObject Fields, JsonArray Tlvs) Body(Layout layout, Random random)
    {
        var writer = new NaiveWriter(random);
        var fields = new JsonObject();
        var tlvs = new JsonArray();
        writer.WriteFields(layout.Fields, fields);
        if (layout.Tlvs)
        {
            for (int left = writer.Few(6); left > 0; left--)
                tlvs.Add(writer.WriteTlv());
        }
        return ([.. writer._octets], fields, tlvs);
    }

    /// <summary>A whole PDU: the header (v3.4 §3.2) and this body.</summary>
    public static byte[] Pdu(uint id, uint status, uint sequence, byte[] body)
    {
        List<byte> octets = [];
        foreach (uint number in new[] { (uint)body.Length + 16, id, status, sequence })
        {
            for (int shift = 24; shift >= 0; shift -= 8)
                octets.Add((byte)(number >> shift));
        }
        return [.. octets, .. body];
    }

    private void WriteFields(IReadOnlyList<FieldLayout> fields, JsonObject into)
    {
        for (int index = 0; index < fields.Count; index++)
        {
            FieldLayout field = fields[index];
            switch (field.Kind)
            {
                case "integer":
                    WriteInteger(field, IntegerFor(field, fields), into);
                    break;
                case "c_octet_string":
                    WriteString(field, Few(field.Max - 1), into);
                    break;
                case "time":
                    WriteString(field, _random.Next(2) * 16, into);
                    break;
                case "reported_time":
                    WriteString(field, _random.GetItems([0, 12, 16], 1)[0], into);
                    break;
                case "octet_string":
                    into[field.Name] = Digits((int)into[field.By]!.GetValue<long>());
                    break;
                case "list":
                    WriteList(field, into);
                    break;
                default:
                    WriteFields(field.Arms[(int)into[field.By]!.GetValue<long>()], into);
                    break;
            }
        }
    }

    /// <summary>Any value, but where another field goes by this one, one that can be followed.</summary>
    private long IntegerFor(FieldLayout field, IReadOnlyList<FieldLayout> fields)
    {
        FieldLayout? follower = fields.FirstOrDefault(other => other.By == field.Name);
        return follower?.Kind switch
        {
            "choice" => follower.Arms.Keys.ElementAt(_random.Next(follower.Arms.Count)),
            "list" => Math.Max(field.Min, Few(_random.Next(20) == 0 ? 255 : 5)),
            "octet_string" => Few(255),
            _ => _random.NextInt64(field.Min, 1L << 8 * field.Size),
        };
    }

    private void WriteInteger(FieldLayout field, long value, JsonObject into)
    {
        for (int shift = 8 * (field.Size - 1); shift >= 0; shift -= 8)
            _octets.Add((byte)(value >> shift));
        into[field.Name] = value;
    }

    private void WriteString(FieldLayout field, int length, JsonObject into)
    {
        string value = "";
        for (; length > 0; length--)
        {
            byte octet = (byte)_random.Next(1, 256);
            _octets.Add(octet);
            value += (char)octet;
        }
        _octets.Add(0);
        into[field.Name] = value;
    }

    private void WriteList(FieldLayout field, JsonObject into)
    {
        var elements = new JsonArray();
        for (long left = into[field.By]!.GetValue<long>(); left > 0; left--)
        {
            var element = new JsonObject();
            WriteFields(field.Element, element);
            elements.Add(element);
        }
        into[field.Name] = elements;
    }

    private JsonObject WriteTlv()
    {
        int tag = _random.Next(2) == 0 ? Tags[_random.Next(Tags.Length)] : _random.Next(0x10000);
        int length = Few(_random.Next(50) == 0 ? 2000 : 40);
        foreach (int number in new[] { tag, length })
        {
            _octets.Add((byte)(number / 256));
            _octets.Add((byte)(number % 256));
        }
        return new JsonObject { ["tag"] = tag, ["hex"] = Digits(length) };
    }

    private string Digits(int length)
    {
        string digits = "";
        for (; length > 0; length--)
        {
            byte octet = (byte)_random.Next(256);
            _octets.Add(octet);
            digits += octet.ToString("x2", CultureInfo.InvariantCulture);
        }
        return digits;
    }

    /// <summary>0 to the maximum, both of them often.</summary>
    private int Few(int maximum) => _random.Next(8) switch
    {
        0 or 1 => 0,
        2 => maximum,
        _ => _random.Next(maximum + 1),
    };
}
