using CsCheck;

namespace Smpp.Protocol.Tests;

/// <summary>Random protocol values for the property tests.</summary>
internal static class Gens
{
    public static readonly Gen<byte[]> Octets = Gen.Byte.Array[0, 300];

    public static readonly Gen<Address> Address =
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte[1, 255].Array[0, 20], (ton, npi, value) =>
            new Address((TypeOfNumber)ton, (NumberingPlan)npi, value));

    public static readonly Gen<(TlvTag Tag, byte[] Value)> Tlv =
        Gen.Select(Gen.UShort, Gen.Byte.Array[0, 40], (tag, value) => ((TlvTag)tag, value));

    public static readonly Gen<TlvList> Tlvs = Tlv.Array[0, 6].Select(tlvs =>
    {
        TlvList list = default;
        foreach ((TlvTag tag, byte[] value) in tlvs)
            list = list.Add(tag, value);
        return list;
    });

    public static readonly Gen<string> Time = Gen.OneOf(Gen.Const(""), Text(16, 16));

    public static readonly Gen<SubmitSm> Submit = Gen.Select(
        Gen.Select(Text(0, 5), Address, Address),
        Gen.Byte.Array[8],
        Gen.Select(Time, Time),
        Gen.Select(Gen.Byte.Array[0, 255], Tlvs),
        (head, flags, times, tail) => new SubmitSm
        {
            ServiceType = head.Item1,
            Source = head.Item2,
            Destination = head.Item3,
            EsmClass = (EsmClass)flags[0],
            ProtocolId = flags[1],
            PriorityFlag = flags[2],
            ScheduleDeliveryTime = times.Item1,
            ValidityPeriod = times.Item2,
            RegisteredDelivery = (RegisteredDelivery)flags[3],
            ReplaceIfPresent = flags[4],
            DataCoding = (DataCoding)flags[5],
            DefaultMessageId = flags[6],
            ShortMessage = tail.Item1,
            Tlvs = tail.Item2,
        });

    public static Gen<string> Text(int min, int max) => Gen.Char['\u0001', '\u00FF'].Array[min, max].Select(chars => new string(chars));
}
