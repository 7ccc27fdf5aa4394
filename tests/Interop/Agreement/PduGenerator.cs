using System.Globalization;
using System.Text;
using Smpp.Protocol;

namespace Interop.Agreement;

/// <summary>
/// Random PDUs made of the library's own records: every command in both directions, failed responses with and without a body, TLVs
/// known, unknown and vendors', lists, absolute and relative times. The same seed gives the same PDUs.
/// </summary>
internal sealed class PduGenerator(int seed)
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .-_+@/";

    /// <summary>All commands, and some that no specification knows.</summary>
    private static readonly CommandId[] Commands =
    [
        .. Enum.GetValues<CommandId>(), (CommandId)0x00010200, (CommandId)0x80010200, (CommandId)0x00000077, (CommandId)0x80000077,
    ];

    private static readonly CommandStatus[] Failures = [.. Enum.GetValues<CommandStatus>().Where(status => status != CommandStatus.Ok)];

    private static readonly ushort[] OtherTags = [0x0001, 0x0424 + 0x20, 0x0700, 0x1300, 0x1400, 0x1520, 0x3FFF, 0x4000, 0x8001, 0xFFFF];

    private readonly Random _random = new(seed);

    public IEnumerable<byte[]> Generate(int count)
    {
        for (int number = 0; number < count; number++)
            yield return Next(Commands[number % Commands.Length], (uint)number + 1);
    }

    private byte[] Next(CommandId id, uint sequence)
    {
        if (!id.IsResponse)
            return Pdu(id).ToArray(sequence);
        if (id == CommandId.GenericNack || _random.Next(4) == 0)
            return new EmptyPdu(id).ToArray(sequence, Pick(Failures));
        return Pdu(id).ToArray(sequence, _random.Next(8) == 0 ? Pick(Failures) : CommandStatus.Ok);
    }

    private Pdu Pdu(CommandId id) => id switch
    {
        CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver => new Bind(id)
        {
            SystemId = Word(15), Password = Word(8), SystemType = Word(12),
            InterfaceVersion = Pick(InterfaceVersion.V33, InterfaceVersion.V34, InterfaceVersion.V50, (InterfaceVersion)Octet()),
            AddrTon = Ton(), AddrNpi = Npi(), AddressRange = Word(40), Tlvs = Tlvs(),
        },
        CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp => new BindResp(id)
        {
            SystemId = Word(15), Tlvs = Tlvs(),
        },
        CommandId.Outbind => new Outbind { SystemId = Word(15), Password = Word(8), Tlvs = Tlvs() },
        CommandId.SubmitSm => new SubmitSm
        {
            ServiceType = Word(5), Source = Address(), Destination = Address(), EsmClass = (EsmClass)Octet(), ProtocolId = Octet(),
            PriorityFlag = Octet(), ScheduleDeliveryTime = Time(), ValidityPeriod = Time(),
            RegisteredDelivery = (RegisteredDelivery)Octet(), ReplaceIfPresent = Octet(), DataCoding = (DataCoding)Octet(),
            DefaultMessageId = Octet(), ShortMessage = Octets(0, 254), Tlvs = Tlvs(),
        },
        CommandId.DeliverSm => new DeliverSm
        {
            ServiceType = Word(5), Source = Address(), Destination = Address(), EsmClass = (EsmClass)Octet(), ProtocolId = Octet(),
            PriorityFlag = Octet(), ScheduleDeliveryTime = Time(), ValidityPeriod = Time(),
            RegisteredDelivery = (RegisteredDelivery)Octet(), ReplaceIfPresent = Octet(), DataCoding = (DataCoding)Octet(),
            DefaultMessageId = Octet(), ShortMessage = Octets(0, 254), Tlvs = Tlvs(),
        },
        CommandId.SubmitMulti => new SubmitMulti
        {
            ServiceType = Word(5), Source = Address(), Destinations = Destinations(), EsmClass = (EsmClass)Octet(), ProtocolId = Octet(),
            PriorityFlag = Octet(), ScheduleDeliveryTime = Time(), ValidityPeriod = Time(),
            RegisteredDelivery = (RegisteredDelivery)Octet(), ReplaceIfPresent = Octet(), DataCoding = (DataCoding)Octet(),
            DefaultMessageId = Octet(), ShortMessage = Octets(0, 254), Tlvs = Tlvs(),
        },
        CommandId.SubmitSmResp => new SubmitSmResp { MessageId = Word(64), Tlvs = Tlvs() },
        CommandId.DeliverSmResp => new DeliverSmResp { MessageId = Word(64), Tlvs = Tlvs() },
        CommandId.DataSmResp => new DataSmResp { MessageId = Word(64), Tlvs = Tlvs() },
        CommandId.BroadcastSmResp => new BroadcastSmResp { MessageId = Word(64), Tlvs = Tlvs() },
        CommandId.SubmitMultiResp => new SubmitMultiResp
        {
            MessageId = Word(64),
            Unsuccessful = [.. Enumerable.Range(0, _random.Next(6)).Select(_ => new UnsuccessSme(Address(), Pick(Failures)))],
            Tlvs = Tlvs(),
        },
        CommandId.DataSm => new DataSm
        {
            ServiceType = Word(5), Source = LongAddress(), Destination = LongAddress(), EsmClass = (EsmClass)Octet(),
            RegisteredDelivery = (RegisteredDelivery)Octet(), DataCoding = (DataCoding)Octet(), Tlvs = Tlvs(),
        },
        CommandId.QuerySm => new QuerySm { MessageId = Word(64), Source = Address(), Tlvs = Tlvs() },
        CommandId.QuerySmResp => new QuerySmResp
        {
            MessageId = Word(64), FinalDate = Time(), MessageState = (MessageState)Octet(), ErrorCode = Octet(), Tlvs = Tlvs(),
        },
        CommandId.CancelSm => new CancelSm
        {
            ServiceType = Word(5), MessageId = Word(64), Source = Address(), Destination = Address(), Tlvs = Tlvs(),
        },
        CommandId.ReplaceSm => new ReplaceSm
        {
            MessageId = Word(64), Source = Address(), ScheduleDeliveryTime = Time(), ValidityPeriod = Time(),
            RegisteredDelivery = (RegisteredDelivery)Octet(), DefaultMessageId = Octet(), ShortMessage = Octets(0, 254), Tlvs = Tlvs(),
        },
        CommandId.AlertNotification => new AlertNotification { Source = LongAddress(), Esme = LongAddress(), Tlvs = Tlvs() },
        CommandId.BroadcastSm => new BroadcastSm
        {
            ServiceType = Word(5), Source = Address(), MessageId = Word(64), PriorityFlag = Octet(), ScheduleDeliveryTime = Time(),
            ValidityPeriod = Time(), ReplaceIfPresent = Octet(), DataCoding = (DataCoding)Octet(), DefaultMessageId = Octet(),
            Tlvs = Tlvs(),
        },
        CommandId.QueryBroadcastSm => new QueryBroadcastSm { MessageId = Word(64), Source = Address(), Tlvs = Tlvs() },
        CommandId.QueryBroadcastSmResp => new QueryBroadcastSmResp { MessageId = Word(64), Tlvs = Tlvs() },
        CommandId.CancelBroadcastSm => new CancelBroadcastSm
        {
            ServiceType = Word(5), MessageId = Word(64), Source = Address(), Tlvs = Tlvs(),
        },
        CommandId.GenericNack or CommandId.EnquireLink or CommandId.EnquireLinkResp or CommandId.Unbind or CommandId.UnbindResp
            or CommandId.CancelSmResp or CommandId.ReplaceSmResp or CommandId.CancelBroadcastSmResp => new EmptyPdu(id),
        _ => new RawPdu(id) { Body = Octets(0, 40) },
    };

    private MultiDestination[] Destinations() =>
        [.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => _random.Next(3) == 0 ? new MultiDestination(Word(20)) : Address())];

    private TlvList Tlvs()
    {
        var tlvs = new TlvList();
        for (int left = _random.Next(5); left > 0; left--)
        {
            if (_random.Next(4) == 0)
            {
                tlvs = tlvs.Add((TlvTag)Pick(OtherTags), Octets(0, 20).Span);
                continue;
            }
            TlvDefinition tlv = TlvCatalogue.Definitions[_random.Next(TlvCatalogue.Definitions.Count)];
            tlvs = tlvs.Add(tlv.Tag, Value(tlv));
        }
        return tlvs;
    }

    private byte[] Value(TlvDefinition tlv)
    {
        if (tlv.Tag == TlvTag.BroadcastEndTime)
            return [.. Encoding.ASCII.GetBytes(SixteenCharacters()), 0];
        if (tlv.Tag == TlvTag.MessagePayload && _random.Next(5) == 0)
            return Pick([], Octets(1000, 5000).ToArray());
        int length;
        do
            length = _random.Next(tlv.MinimumLength, Math.Min(tlv.MaximumLength, 300) + 1);
        while (!tlv.IsLength(length));
        byte[] value = Octets(length, length).ToArray();
        if (tlv.Kind == TlvKind.CString)
            Encoding.ASCII.GetBytes(new string('0', length - 1).Select(_ => Pick(Letters.ToCharArray())).ToArray()).CopyTo(value, 0);
        if (tlv.Kind == TlvKind.CString)
            value[^1] = 0;
        return value;
    }

    private Address Address()
    {
        string digits = Some(Digits, _random.Next(21));
        return new Address(Ton(), Npi(), Encoding.ASCII.GetBytes(digits));
    }

    private LongAddress LongAddress() => new(Ton(), Npi(), Some(Digits, _random.Next(65)));

    private TypeOfNumber Ton() => (TypeOfNumber)_random.Next(8);

    private NumberingPlan Npi() => (NumberingPlan)_random.Next(20);

    /// <summary>Nothing, or a time of v3.4 §7.1.1: absolute with an offset in quarters of an hour, or relative.</summary>
    private string Time() => _random.Next(3) == 0 ? "" : SixteenCharacters();

    private string SixteenCharacters() => _random.Next(2) == 0
        ? string.Create(CultureInfo.InvariantCulture,
            $"{_random.Next(100):d2}{_random.Next(1, 13):d2}{_random.Next(2, 29):d2}{_random.Next(24):d2}{_random.Next(60):d2}"
            + $"{_random.Next(60):d2}{_random.Next(10)}{_random.Next(49):d2}{Pick('+', '-')}")
        : string.Create(CultureInfo.InvariantCulture,
            $"{_random.Next(100):d2}{_random.Next(13):d2}{_random.Next(32):d2}{_random.Next(24):d2}{_random.Next(60):d2}"
            + $"{_random.Next(60):d2}000R");

    /// <summary>ASCII, and now and then a letter of Latin-1.</summary>
    private string Word(int longest)
    {
        string word = Some(Letters, _random.Next(longest + 1));
        return word.Length > 0 && _random.Next(50) == 0 ? (char)_random.Next(0xA1, 0x100) + word[1..] : word;
    }

    private string Some(string characters, int length) => new([.. Enumerable.Range(0, length).Select(_ => Pick(characters.ToCharArray()))]);

    private ReadOnlyMemory<byte> Octets(int fewest, int most)
    {
        byte[] octets = new byte[_random.Next(fewest, most + 1)];
        _random.NextBytes(octets);
        return octets;
    }

    private byte Octet() => (byte)_random.Next(256);

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];
}
