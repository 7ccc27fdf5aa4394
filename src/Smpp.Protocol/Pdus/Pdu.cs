namespace Smpp.Protocol;

/// <summary>
/// A PDU as a value: immutable, owning its octets, equal to another when both are the same octets on the wire. One record for each
/// operation of v3.4 §4 and v5.0 §4; what neither knows is a <see cref="RawPdu"/>. The hot paths of a server use
/// <see cref="MessageView"/>, <see cref="MessageIdBody"/> and <see cref="EmptyBody"/> instead, which allocate nothing.
/// </summary>
public abstract record Pdu : IPduBody
{
    private protected Pdu(CommandId id) => Id = id;

    /// <inheritdoc/>
    public CommandId Id { get; }

    /// <inheritdoc/>
    public int BodyLength
    {
        get
        {
            CheckComplete();
            return Measure();
        }
    }

    /// <inheritdoc/>
    public void WriteBody(Span<byte> body)
    {
        CheckComplete();
        var fields = PduFields.ToWrite(body);
        Exchange(ref fields);
    }

    /// <summary>The whole PDU, header included.</summary>
    /// <param name="sequence">sequence_number: 1..0x7FFFFFFF in own requests, the request's in a response.</param>
    /// <param name="status">command_status: zero in requests.</param>
    public byte[] ToArray(uint sequence, CommandStatus status = CommandStatus.Ok)
    {
        byte[] octets = new byte[PduHeader.Size + BodyLength];
        new PduHeader((uint)octets.Length, Id, status, sequence).Write(octets);
        WriteBody(octets.AsSpan(PduHeader.Size));
        return octets;
    }

    /// <summary>
    /// Reads a PDU of any kind by its layout alone: values that the specification reserves and TLVs of odd lengths are kept. An
    /// error response whose body is absent or cannot be read is an <see cref="EmptyPdu"/>, another response without a body a record
    /// whose fields are NULL, an unknown command a <see cref="RawPdu"/>. Never throws.
    /// </summary>
    /// <param name="header">The header, as <see cref="PduFramer"/> gives it.</param>
    /// <param name="body">The octets behind it; the PDU keeps copies.</param>
    /// <param name="pdu">The PDU.</param>
    /// <param name="error">The field at fault; its ToStatus() is the answer.</param>
    public static bool TryRead(in PduHeader header, ReadOnlySpan<byte> body, out Pdu? pdu, out DecodeError error)
    {
        bool read = PduDecoder.TryRead(header, body, rules: null, out pdu, out DecodeReport report);
        error = report.Error;
        return read;
    }

    /// <summary>Reads a PDU of any kind as strictly as <paramref name="rules"/> say. Never throws.</summary>
    /// <param name="header">The header, as <see cref="PduFramer"/> gives it.</param>
    /// <param name="body">The octets behind it; the PDU keeps copies.</param>
    /// <param name="rules">What is tolerated, and at which version of the protocol.</param>
    /// <param name="pdu">The PDU.</param>
    /// <param name="report">The field at fault, and what had to be tolerated.</param>
    public static bool TryRead(in PduHeader header, ReadOnlySpan<byte> body, DecodeRules rules, out Pdu? pdu, out DecodeReport report)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return PduDecoder.TryRead(header, body, rules, out pdu, out report);
    }

    /// <summary>
    /// One line for people: the command and its fields by the specification's names, those that are zero or empty left out, user
    /// data as text. Passwords are never shown; numbers and texts are, so mind where it goes.
    /// </summary>
    public sealed override string ToString() => PduLine.Of(this);

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public virtual bool Equals(Pdu? other) => ReferenceEquals(this, other)
        || (other is not null && EqualityContract == other.EqualityContract && Id == other.Id
            && ToOctets().AsSpan().SequenceEqual(other.ToOctets()));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Id);
        hash.AddBytes(ToOctets());
        return hash.ToHashCode();
    }

    /// <summary>Names the fields in their order, once for reading, measuring, writing and showing them.</summary>
    /// <returns>False when a field cannot be read.</returns>
    internal abstract bool Exchange(scoped ref PduFields fields);

    private protected static bool TryFill<T>(T empty, ReadOnlySpan<byte> body, out T? pdu, out DecodeError error) where T : Pdu
    {
        var fields = PduFields.ToRead(body);
        bool read = empty.Exchange(ref fields);
        pdu = read ? empty : null;
        error = fields.Error;
        return read;
    }

    /// <summary>Refuses to encode what the specification has no form for; comparing and showing it is no fault.</summary>
    /// <exception cref="InvalidOperationException">A field that cannot be empty is.</exception>
    private protected virtual void CheckComplete()
    {
    }

    private int Measure()
    {
        var fields = PduFields.ToMeasure();
        Exchange(ref fields);
        return fields.Length;
    }

    /// <summary>The body, complete or not.</summary>
    internal byte[] ToOctets()
    {
        byte[] octets = new byte[Measure()];
        var fields = PduFields.ToWrite(octets);
        Exchange(ref fields);
        return octets;
    }
}
