using System.Buffers.Binary;
using Smpp.Protocol;

namespace Faults;

/// <summary>Makes some of a carrier's submit_sm_resp unfit, each in a way that leaves the outcome of its submit unknown or known.</summary>
internal sealed class CrookedAnswers(int seed)
{
    private const double OneKind = 0.003;
    private const uint Elsewhere = 0x4000_0000;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    /// <summary>How often each kind has been made.</summary>
    public Dictionary<string, int> Times { get; } = new(StringComparer.Ordinal)
    {
        ["of another number"] = 0,
        ["twice"] = 0,
        ["of another command"] = 0,
        ["of an impossible length"] = 0,
        ["half"] = 0,
    };

    /// <summary>What takes the place of a PDU; null is the end of the connection.</summary>
    public IEnumerable<byte[]?> Of(byte[] pdu)
    {
        if (PduHeader.Read(pdu).Id != CommandId.SubmitSmResp || Choose() is not { } kind)
            return [pdu];
        switch (kind)
        {
            case "of another number":
                BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(12), PduHeader.Read(pdu).Sequence | Elsewhere);
                return [pdu];
            case "twice":
                return [pdu, pdu];
            case "of another command":
                BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(4), (uint)CommandId.QuerySmResp);
                return [pdu];
            case "of an impossible length":
                BinaryPrimitives.WriteUInt32BigEndian(pdu, PduHeader.Size - 1);
                return [pdu];
            default:
                return [pdu[..(pdu.Length / 2)], null];
        }
    }

    private string? Choose()
    {
        lock (_gate)
        {
            double lot = _random.NextDouble();
            int kind = (int)(lot / OneKind);
            if (kind >= Times.Count)
                return null;
            string name = Times.Keys.ElementAt(kind);
            Times[name]++;
            return name;
        }
    }
}
