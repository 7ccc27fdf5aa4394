using System.Buffers.Binary;
using Peers;
using Smpp.Protocol;

namespace Simulation;

/// <summary>A peer that answers what it was not asked, twice, late or with something else, and sends what nobody knows.</summary>
internal sealed class Mischief(Random random, Conditions conditions)
{
    private const int StatusAt = 8;
    private const int SequenceAt = 12;
    private const uint NobodysNumbers = 0x40000000;

    private readonly HashSet<uint> _tampered = [];

    public bool IsTampered(uint sequence) => _tampered.Contains(sequence);

    /// <summary>Makes some responses answer as another command, as a nack, or to another number.</summary>
    public void Tamper(Span<byte> pdus)
    {
        if (conditions.Tampered == 0)
            return;
        while (!pdus.IsEmpty)
        {
            var header = PduHeader.Read(pdus);
            if (IsMessageResponse(header.Id) && random.NextDouble() < conditions.Tampered)
            {
                _tampered.Add(header.Sequence);
                switch (random.Next(3))
                {
                    case 0:
                        BinaryPrimitives.WriteUInt32BigEndian(pdus[4..], (uint)CommandId.QuerySmResp);
                        break;
                    case 1:
                        BinaryPrimitives.WriteUInt32BigEndian(pdus[4..], (uint)CommandId.GenericNack);
                        BinaryPrimitives.WriteUInt32BigEndian(pdus[StatusAt..], (uint)CommandStatus.SystemError);
                        break;
                    default:
                        BinaryPrimitives.WriteUInt32BigEndian(pdus[SequenceAt..], NobodysNumbers + (uint)random.Next(1_000));
                        break;
                }
            }
            pdus = pdus[(int)header.Length..];
        }
    }

    /// <summary>Something the other end did not ask for, or nothing.</summary>
    public byte[]? Crooked(ReadOnlySpan<byte> pdus)
    {
        if (conditions.Crooked == 0 || random.NextDouble() >= conditions.Crooked)
            return null;
        var header = PduHeader.Read(pdus);
        return random.Next(40) switch
        {
            < 12 when IsMessageResponse(header.Id) => pdus[..(int)header.Length].ToArray(),
            < 20 => WirePdu.Empty((CommandId)0x01000001, (uint)random.Next()),
            < 25 => WirePdu.Empty(CommandId.EnquireLink, (uint)random.Next()),
            < 28 => WirePdu.Empty(CommandId.QuerySm, (uint)random.Next()),
            < 31 => WirePdu.BadSubmit((uint)random.Next()),
            < 34 => WirePdu.Empty(CommandId.BindTransceiver, (uint)random.Next()),
            34 => WirePdu.Empty(CommandId.EnquireLink, (uint)random.Next(), length: 7),
            _ => WirePdu.Empty(CommandId.SubmitSmResp, NobodysNumbers + (uint)random.Next(1_000)),
        };
    }

    private static bool IsMessageResponse(CommandId id) => id is CommandId.SubmitSmResp or CommandId.DeliverSmResp or CommandId.DataSmResp;
}
