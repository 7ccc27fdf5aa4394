namespace Fuzz.Targets;

/// <summary>A header and a body: to a record, back to octets, and to the same record again.</summary>
internal sealed class PduTarget : IFuzzTarget
{
    public string Name => "pdu";

    public IReadOnlyList<byte[]> Words => PduWords.All;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < PduHeader.Size)
            return;
        ReadOnlySpan<byte> body = input[PduHeader.Size..];
        bool read = SubmitSm.TryRead(body, out SubmitSm? pdu, out DecodeError error);
        Hold.That(read == pdu is not null && read == (error == default));
        Hold.That(error.Offset >= 0 && error.Offset <= body.Length);
        if (pdu is null)
            return;
        byte[] written = new byte[pdu.BodyLength];
        pdu.WriteBody(written);
        Hold.Same(body, written);
        Hold.That(SubmitSm.TryRead(written, out SubmitSm? again, out _) && again == pdu);
    }
}
