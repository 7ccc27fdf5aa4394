using System.Runtime.CompilerServices;

namespace Smpp.Protocol;

/// <summary>
/// Goes over the fields of a record in their order and reads, measures or writes each, so that a record names its layout once. A
/// reader may tell an <see cref="IPduVisitor"/> what it finds and hold values against <see cref="DecodeRules"/>.
/// </summary>
internal ref struct PduFields
{
    private readonly Mode _mode;
    private readonly IPduVisitor? _visitor;
    private readonly DecodeRules? _rules;
    private readonly CommandId _id;
    private readonly int _passwordMaximum;
    private BodyReader _reader;
    private BodyWriter _writer;

    private PduFields(Mode mode) => _mode = mode;

    private PduFields(Span<byte> target)
    {
        _mode = Mode.Write;
        _writer = new BodyWriter(target);
    }

    private PduFields(ReadOnlySpan<byte> body, CommandId id, IPduVisitor? visitor, DecodeRules? rules, int passwordMaximum)
    {
        _passwordMaximum = passwordMaximum;
        _mode = Mode.Read;
        _reader = new BodyReader(body);
        _id = id;
        _visitor = visitor;
        _rules = rules;
    }

    /// <summary>Octets are read; otherwise values are measured or written.</summary>
    public readonly bool IsReading => _mode == Mode.Read;

    /// <summary>What has not been read are whole TLVs, or nothing.</summary>
    public readonly bool HasOnlyTlvsLeft => TlvReader.IsWellFormed(_reader.Rest, out _);

    private enum Mode : byte
    {
        Read,
        Measure,
        Write,
    }

    /// <summary>Octets measured.</summary>
    public int Length { get; private set; }

    /// <summary>What reading stopped at.</summary>
    public readonly DecodeError Error => _reader.Error;

    /// <summary>What had to be tolerated.</summary>
    public Leniency Used { get; private set; }

    /// <param name="body">The octets behind the header.</param>
    /// <param name="id">The command; only a visitor and rules need it.</param>
    /// <param name="visitor">Hears of each field.</param>
    /// <param name="rules">What values are held against; they also say how long a password may be.</param>
    /// <param name="passwordMaximum">The longest password allowed without rules, its NUL included.</param>
    public static PduFields ToRead(
        ReadOnlySpan<byte> body, CommandId id = default, IPduVisitor? visitor = null, DecodeRules? rules = null,
        int passwordMaximum = FieldLimits.Password) =>
        new(body, id, visitor, rules, rules?.PasswordMaximum ?? passwordMaximum);

    public static PduFields ToMeasure() => new(Mode.Measure);

    public static PduFields ToWrite(Span<byte> body) => new(body);

    public bool Octet<T>(PduField field, ref T value) where T : unmanaged
    {
        switch (_mode)
        {
            case Mode.Measure:
                Length++;
                return true;
            case Mode.Write:
                _writer.WriteByte(Unsafe.BitCast<T, byte>(value));
                return true;
        }
        int at = _reader.Offset;
        if (!_reader.TryReadByte(field, out byte octet))
            return false;
        value = Unsafe.BitCast<byte, T>(octet);
        _visitor?.Octet(field, at, octet);
        return _rules is null || !FieldValues.IsReserved(field, octet, _rules.Version, _id)
            || Permit(Leniency.ReservedValue, field, DecodeFault.BadValue, at);
    }

    public bool Number(PduField field, ref uint value)
    {
        switch (_mode)
        {
            case Mode.Measure:
                Length += sizeof(uint);
                return true;
            case Mode.Write:
                _writer.WriteUInt32(value);
                return true;
        }
        int at = _reader.Offset;
        if (!_reader.TryReadUInt32(field, out value))
            return false;
        _visitor?.Number(field, at, value);
        return true;
    }

    /// <param name="field">The field.</param>
    /// <param name="maximum">Octets with the NUL.</param>
    /// <param name="value">The text without it.</param>
    public bool Text(PduField field, int maximum, ref string value)
    {
        if (_mode != Mode.Read)
            return Put(value);
        int at = _reader.Offset;
        if (field == PduField.Password)
            maximum = _passwordMaximum;
        if (!_reader.TryReadCString(field, maximum, out ReadOnlySpan<byte> octets))
            return false;
        value = CString.Text(octets);
        _visitor?.Text(field, at, octets);
        return _rules is null || octets.IsEmpty || field switch
        {
            PduField.Password => octets.Length < FieldLimits.Password || Permit(Leniency.LongPassword, field, DecodeFault.TooLong, at),
            PduField.MessageId => _id != CommandId.DeliverSmResp || Permit(Leniency.DeliverRespMessageId, field, DecodeFault.BadValue, at),
            _ => true,
        };
    }

    public bool Time(PduField field, ref string value)
    {
        if (_mode != Mode.Read)
            return Put(value);
        int at = _reader.Offset;
        bool read = field == PduField.FinalDate
            ? _reader.TryReadReportedTime(field, out ReadOnlySpan<byte> octets)
            : _reader.TryReadTime(field, out octets);
        if (!read)
            return false;
        value = CString.Text(octets);
        _visitor?.Text(field, at, octets);
        return _rules is null || MessageRules.IsTime(_id, octets)
            || Permit(Leniency.UnreadableTime, field, DecodeFault.BadValue, at);
    }

    public bool Address(PduField tonField, PduField npiField, PduField field, ref Address value)
    {
        TypeOfNumber ton = value.Ton;
        NumberingPlan npi = value.Npi;
        if (!Octet(tonField, ref ton) || !Octet(npiField, ref npi))
            return false;
        switch (_mode)
        {
            case Mode.Measure:
                Length += value.Length + 1;
                return true;
            case Mode.Write:
                _writer.WriteCString(value.Value);
                return true;
        }
        int at = _reader.Offset;
        if (!_reader.TryReadCString(field, FieldLimits.Address, out ReadOnlySpan<byte> octets))
            return false;
        value = Protocol.Address.Create(ton, npi, octets);
        _visitor?.Text(field, at, octets);
        return true;
    }

    public bool Address(PduField tonField, PduField npiField, PduField field, ref LongAddress value)
    {
        TypeOfNumber ton = value.Ton;
        NumberingPlan npi = value.Npi;
        string text = value.Value;
        if (!Octet(tonField, ref ton) || !Octet(npiField, ref npi) || !Text(field, FieldLimits.LongAddress, ref text))
            return false;
        if (_mode == Mode.Read)
            value = new LongAddress(ton, npi, text);
        return true;
    }

    /// <summary>Octets behind a length of one octet.</summary>
    public bool Counted(PduField lengthField, PduField field, ref ReadOnlyMemory<byte> value)
    {
        byte length = (byte)value.Length;
        if (!Octet(lengthField, ref length))
            return false;
        switch (_mode)
        {
            case Mode.Measure:
                Length += value.Length;
                return true;
            case Mode.Write:
                _writer.WriteOctets(value.Span);
                return true;
        }
        int at = _reader.Offset;
        if (!_reader.TryReadOctets(field, length, out ReadOnlySpan<byte> octets))
            return false;
        value = octets.ToArray();
        _visitor?.Octets(field, at, octets);
        return length <= FieldLimits.ShortMessageV34 || _rules is null || _rules.Version >= InterfaceVersion.V50
            || Permit(Leniency.LongShortMessage, lengthField, DecodeFault.TooLong, at - 1);
    }

    /// <summary>All octets that are left.</summary>
    public bool Rest(PduField field, ref ReadOnlyMemory<byte> value)
    {
        switch (_mode)
        {
            case Mode.Measure:
                Length += value.Length;
                return true;
            case Mode.Write:
                _writer.WriteOctets(value.Span);
                return true;
        }
        int at = _reader.Offset;
        _reader.TryReadOctets(field, _reader.Rest.Length, out ReadOnlySpan<byte> octets);
        value = octets.ToArray();
        _visitor?.Octets(field, at, octets);
        return true;
    }

    /// <summary>A count in one octet and as many items.</summary>
    /// <param name="countField">The count.</param>
    /// <param name="field">The list.</param>
    /// <param name="minimum">The least count; fewer are an error of the count's field.</param>
    /// <param name="items">The items.</param>
    public bool List<T>(PduField countField, PduField field, int minimum, ref T[] items) where T : struct, IPduItem<T>
    {
        int at = _reader.Offset;
        byte count = (byte)items.Length;
        if (!Octet(countField, ref count))
            return false;
        if (_mode != Mode.Read)
        {
            foreach (ref T item in items.AsSpan())
                T.Exchange(ref this, ref item);
            return true;
        }
        if (count < minimum)
            return _reader.Fail(countField, DecodeFault.BadValue, at);
        var read = new List<T>(Math.Min(count, _reader.Rest.Length / T.LeastOctets));
        _visitor?.BeginList(field);
        for (int i = 0; i < count; i++)
        {
            T item = default;
            _visitor?.BeginItem();
            if (!T.Exchange(ref this, ref item))
                return false;
            _visitor?.EndItem();
            read.Add(item);
        }
        _visitor?.EndList();
        items = [.. read];
        return true;
    }

    /// <summary>Refuses a field that has been read.</summary>
    public bool Fail(PduField field, DecodeFault fault, int octetsBack) => _reader.Fail(field, fault, _reader.Offset - octetsBack);

    /// <summary>What is left are TLVs.</summary>
    public bool Tlvs(ref TlvList value)
    {
        switch (_mode)
        {
            case Mode.Measure:
                Length += value.Encoded.Length;
                return true;
            case Mode.Write:
                _writer.WriteOctets(value.Encoded.Span);
                return true;
        }
        int at = _reader.Offset;
        ReadOnlySpan<byte> region = _reader.Rest;
        if (_visitor is not null)
            Show(region, at);
        if (!_reader.TryReadTlvs(out ReadOnlySpan<byte> tlvs) && !Cut(region, at, out tlvs))
            return false;
        value = tlvs.IsEmpty ? default : new TlvList(tlvs.ToArray(), default);
        return _rules is null || TlvRules.TryCheck(_id, tlvs, at, _rules, ref _reader, out Leniency used) && Note(used);
    }

    private readonly void Show(ReadOnlySpan<byte> region, int at)
    {
        foreach (Tlv tlv in new TlvReader(region))
        {
            _visitor!.Tlv(tlv, at);
            at += TlvWriter.Size(tlv.Value.Length);
        }
    }

    /// <summary>Leaves out what follows the well-formed TLVs, where that is tolerated.</summary>
    private bool Cut(ReadOnlySpan<byte> region, int at, out ReadOnlySpan<byte> tlvs)
    {
        TlvReader.IsWellFormed(region, out int end);
        tlvs = region[..end];
        if (_rules is null)
            return false;
        Leniency way = _reader.Error.Fault == DecodeFault.TrailingOctets ? Leniency.TrailingOctets
            : _id.IsResponse ? Leniency.MalformedResponseTlvs
            : Leniency.None;
        if (way == Leniency.None || (_rules.Allowed & way) == 0)
            return false;
        _reader.Forget(at + region.Length);
        return Note(way);
    }

    private bool Permit(Leniency way, PduField field, DecodeFault fault, int at) =>
        (_rules!.Allowed & way) != 0 ? Note(way) : _reader.Fail(field, fault, at);

    private bool Note(Leniency way)
    {
        Used |= way;
        return true;
    }

    private bool Put(string text)
    {
        if (_mode == Mode.Measure)
            Length += text.Length + 1;
        else
            _writer.WriteCString(text);
        return true;
    }
}

/// <summary>An item of a list within a PDU.</summary>
internal interface IPduItem<T> where T : struct
{
    /// <summary>The fewest octets an item has on the wire: what a hostile count is held against.</summary>
    static abstract int LeastOctets { get; }

    static abstract bool Exchange(scoped ref PduFields fields, ref T item);
}
