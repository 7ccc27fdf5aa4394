namespace Smpp.Protocol;

/// <summary>What submit_sm and deliver_sm have in common as records: the fields of <see cref="MessageView"/>, owned.</summary>
/// <param name="Id">submit_sm or deliver_sm.</param>
public abstract record MessagePdu(CommandId Id) : IPduBody
{
    /// <summary>service_type, at most 5 characters.</summary>
    public string ServiceType { get; init => field = CString.Checked(value, FieldLimits.ServiceType); } = "";

    /// <summary>source_addr with its TON and NPI.</summary>
    public Address Source { get; init; }

    /// <summary>destination_addr with its TON and NPI.</summary>
    public Address Destination { get; init; }

    /// <summary>esm_class.</summary>
    public EsmClass EsmClass { get; init; }

    /// <summary>protocol_id</summary>
    public byte ProtocolId { get; init; }

    /// <summary>priority_flag</summary>
    public byte PriorityFlag { get; init; }

    /// <summary>schedule_delivery_time: empty or 16 characters; see <see cref="SmppTime"/>.</summary>
    public string ScheduleDeliveryTime { get; init => field = Time(value); } = "";

    /// <summary>validity_period: empty or 16 characters; see <see cref="SmppTime"/>.</summary>
    public string ValidityPeriod { get; init => field = Time(value); } = "";

    /// <summary>registered_delivery.</summary>
    public RegisteredDelivery RegisteredDelivery { get; init; }

    /// <summary>replace_if_present_flag</summary>
    public byte ReplaceIfPresent { get; init; }

    /// <summary>data_coding.</summary>
    public DataCoding DataCoding { get; init; }

    /// <summary>sm_default_msg_id</summary>
    public byte DefaultMessageId { get; init; }

    /// <summary>short_message, at most 255 octets; longer ones go into a message_payload TLV.</summary>
    public ReadOnlyMemory<byte> ShortMessage { get; init => field = Short(value); }

    /// <summary>The TLVs.</summary>
    public TlvList Tlvs { get; init; }

    /// <summary>The user data: message_payload where present, else short_message.</summary>
    public ReadOnlySpan<byte> UserData =>
        Tlvs.Reader.TryGet(TlvTag.MessagePayload, out ReadOnlySpan<byte> payload) ? payload : ShortMessage.Span;

    /// <inheritdoc/>
    public int BodyLength => new MessageView(Id)
    {
        Source = Source,
        Destination = Destination,
        ShortMessage = ShortMessage.Span,
        TlvBytes = Tlvs.Encoded.Span,
    }.BodyLength + ServiceType.Length + ScheduleDeliveryTime.Length + ValidityPeriod.Length;

    /// <inheritdoc/>
    public void WriteBody(Span<byte> body)
    {
        Span<byte> strings = stackalloc byte[FieldLimits.ServiceType + FieldLimits.Time + FieldLimits.Time];
        Span<byte> schedule = strings[FieldLimits.ServiceType..];
        Span<byte> validity = schedule[FieldLimits.Time..];
        new MessageView(Id)
        {
            ServiceType = strings[..CString.Write(ServiceType, strings)],
            Source = Source,
            Destination = Destination,
            EsmClass = EsmClass,
            ProtocolId = ProtocolId,
            PriorityFlag = PriorityFlag,
            ScheduleDeliveryTime = schedule[..CString.Write(ScheduleDeliveryTime, schedule)],
            ValidityPeriod = validity[..CString.Write(ValidityPeriod, validity)],
            RegisteredDelivery = RegisteredDelivery,
            ReplaceIfPresent = ReplaceIfPresent,
            DataCoding = DataCoding,
            DefaultMessageId = DefaultMessageId,
            ShortMessage = ShortMessage.Span,
            TlvBytes = Tlvs.Encoded.Span,
        }.WriteBody(body);
    }

    /// <summary>Equal when they are the same octets on the wire.</summary>
    public virtual bool Equals(MessagePdu? other) => ReferenceEquals(this, other)
        || (other is not null && Id == other.Id && Octets().AsSpan().SequenceEqual(other.Octets()));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Octets());
        return hash.ToHashCode();
    }

    private protected static T Fill<T>(T empty, scoped in MessageView view) where T : MessagePdu => empty with
    {
        ServiceType = CString.Text(view.ServiceType),
        Source = view.Source,
        Destination = view.Destination,
        EsmClass = view.EsmClass,
        ProtocolId = view.ProtocolId,
        PriorityFlag = view.PriorityFlag,
        ScheduleDeliveryTime = CString.Text(view.ScheduleDeliveryTime),
        ValidityPeriod = CString.Text(view.ValidityPeriod),
        RegisteredDelivery = view.RegisteredDelivery,
        ReplaceIfPresent = view.ReplaceIfPresent,
        DataCoding = view.DataCoding,
        DefaultMessageId = view.DefaultMessageId,
        ShortMessage = view.ShortMessage.ToArray(),
        Tlvs = new TlvList(view.TlvBytes.ToArray(), default),
    };

    private static string Time(string value)
    {
        CString.Checked(value, FieldLimits.Time);
        return value.Length is 0 or FieldLimits.Time - 1
            ? value
            : throw new ArgumentException($"A time is empty or has 16 characters; \"{value}\" has {value.Length}.", nameof(value));
    }

    private static ReadOnlyMemory<byte> Short(ReadOnlyMemory<byte> value) => value.Length <= FieldLimits.ShortMessage
        ? value
        : throw new ArgumentException(
            $"short_message holds at most {FieldLimits.ShortMessage} octets, not {value.Length}: use a message_payload TLV.",
            nameof(value));

    private byte[] Octets()
    {
        byte[] octets = new byte[BodyLength];
        WriteBody(octets);
        return octets;
    }
}
