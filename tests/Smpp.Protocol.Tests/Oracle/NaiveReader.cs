using System.Text.Json.Nodes;

namespace Smpp.Protocol.Tests.Oracle;

/// <summary>What is wrong with a body: the specification's name of the field, the kind of fault, and where.</summary>
internal sealed record NaiveFault(string Field, string Kind, int Offset)
{
    public override string ToString() => $"{Field} {Kind} at {Offset}";
}

/// <summary>
/// Reads a body by its description, one octet after the other, into what <c>smpp decode --json</c> shows. Slow and plain on
/// purpose: it shares nothing with the decoder it is compared with.
/// </summary>
internal sealed class NaiveReader
{
    private readonly byte[] _body;
    private int _at;

    private NaiveReader(byte[] body) => _body = body;

    public JsonObject Fields { get; } = [];

    public JsonArray Tlvs { get; } = [];

    public NaiveFault? Fault { get; private set; }

    /// <summary>
    /// A response may come without its body (v3.4 §4.1.2), and what has no fields may come with any octets, which are ignored.
    /// </summary>
    public static NaiveReader Read(Layout layout, byte[] body)
    {
        var reader = new NaiveReader(body);
        if (layout.Fields.Count == 0 || layout.IsResponse && body.Length == 0)
            return reader;
        reader.Fault = reader.ReadFields(layout.Fields, reader.Fields) ?? reader.ReadTlvs();
        return reader;
    }

    private NaiveFault? ReadFields(IReadOnlyList<FieldLayout> fields, JsonObject into)
    {
        foreach (FieldLayout field in fields)
        {
            NaiveFault? fault = field.Kind switch
            {
                "integer" => ReadInteger(field, into),
                "c_octet_string" => ReadString(field, field.Max, into),
                "time" => ReadTime(field, [1, 17], into),
                "reported_time" => ReadTime(field, [1, 13, 17], into),
                "octet_string" => ReadOctets(field, into),
                "list" => ReadList(field, into),
                _ => ReadChoice(field, into),
            };
            if (fault is not null)
                return fault;
        }
        return null;
    }

    private NaiveFault? ReadInteger(FieldLayout field, JsonObject into)
    {
        int start = _at;
        long value = 0;
        for (int octet = 0; octet < field.Size; octet++)
        {
            if (_at == _body.Length)
                return new NaiveFault(field.Name, "Truncated", start);
            value = value * 256 + _body[_at++];
        }
        if (value < field.Min)
            return new NaiveFault(field.Name, "BadValue", start);
        into[field.Name] = value;
        return null;
    }

    private NaiveFault? ReadString(FieldLayout field, int max, JsonObject into)
    {
        int start = _at;
        string value = "";
        for (int octet = 0; octet < max; octet++)
        {
            if (_at == _body.Length)
                return new NaiveFault(field.Name, "Truncated", start);
            byte read = _body[_at++];
            if (read == 0)
            {
                into[field.Name] = value;
                return null;
            }
            value += (char)read;
        }
        return new NaiveFault(field.Name, "TooLong", start);
    }

    private NaiveFault? ReadTime(FieldLayout field, int[] sizes, JsonObject into)
    {
        int start = _at;
        NaiveFault? fault = ReadString(field, 17, into);
        if (fault is not null || sizes.Contains(_at - start))
            return fault;
        into.Remove(field.Name);
        return new NaiveFault(field.Name, "BadLength", start);
    }

    private NaiveFault? ReadOctets(FieldLayout field, JsonObject into)
    {
        int start = _at;
        string digits = "";
        for (long left = into[field.By]!.GetValue<long>(); left > 0; left--)
        {
            if (_at == _body.Length)
                return new NaiveFault(field.Name, "Truncated", start);
            digits += _body[_at++].ToString("x2");
        }
        into[field.Name] = digits;
        return null;
    }

    private NaiveFault? ReadList(FieldLayout field, JsonObject into)
    {
        var elements = new JsonArray();
        into[field.Name] = elements;
        for (long left = into[field.By]!.GetValue<long>(); left > 0; left--)
        {
            var element = new JsonObject();
            if (ReadFields(field.Element, element) is { } fault)
                return fault;
            elements.Add(element);
        }
        return null;
    }

    private NaiveFault? ReadChoice(FieldLayout field, JsonObject into) =>
        field.Arms.TryGetValue((int)into[field.By]!.GetValue<long>(), out IReadOnlyList<FieldLayout>? arm)
            ? ReadFields(arm, into)
            : new NaiveFault(field.By, "BadValue", _at - 1);

    private NaiveFault? ReadTlvs()
    {
        while (_at < _body.Length)
        {
            if (_body.Length - _at < 4)
                return new NaiveFault("tlv", "TrailingOctets", _at);
            int tag = _body[_at] * 256 + _body[_at + 1];
            int length = _body[_at + 2] * 256 + _body[_at + 3];
            if (_body.Length - _at - 4 < length)
                return new NaiveFault("tlv", "Truncated", _at);
            string digits = "";
            for (int octet = 0; octet < length; octet++)
                digits += _body[_at + 4 + octet].ToString("x2");
            Tlvs.Add(new JsonObject { ["tag"] = tag, ["hex"] = digits });
            _at += 4 + length;
        }
        return null;
    }
}
