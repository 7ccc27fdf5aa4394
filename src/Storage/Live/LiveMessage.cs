using Smpp.Protocol;

namespace Storage.Live;

/// <summary>How far a message has come.</summary>
public enum LiveState : byte
{
    /// <summary>Appended, not durable yet: its submitter has no answer.</summary>
    Accepting,
    /// <summary>Waits for its upstream.</summary>
    Queued,
    /// <summary>Written to an upstream and not answered.</summary>
    InFlight,
    /// <summary>The upstream has it; its receipt is to come.</summary>
    AwaitingReceipt,
    /// <summary>Settled.</summary>
    Done,
}

/// <summary>One accepted submit that is not settled yet.</summary>
public abstract class LiveMessage : LiveEntity
{
    private byte[] _body = [];
    private byte[] _upstreamMessageId = [];

    /// <summary>The owner.</summary>
    public required Name Account { get; set; }

    /// <summary>The route that decided, or null.</summary>
    public Name? Route { get; set; }

    /// <summary>The upstream that has it or had it last, or null.</summary>
    public Name? Upstream { get; set; }

    /// <summary>source_addr</summary>
    public Address Source { get; set; }

    /// <summary>destination_addr</summary>
    public Address Destination { get; set; }

    /// <summary>How far it has come.</summary>
    public LiveState State { get; set; }

    /// <summary>Facts for the CDR.</summary>
    public EventFlags Flags { get; set; }

    /// <summary>Numbers its events.</summary>
    public ushort NextNumber { get; set; }

    /// <summary>data_coding</summary>
    public byte DataCoding { get; set; }

    /// <summary>esm_class</summary>
    public byte EsmClass { get; set; }

    /// <summary>registered_delivery</summary>
    public byte RegisteredDelivery { get; set; }

    /// <summary>Radio segments.</summary>
    public byte Segments { get; set; }

    /// <summary>Octets of user data.</summary>
    public ushort Octets { get; set; }

    /// <summary>When it was submitted, microseconds since 1970 UTC.</summary>
    public long SubmittedAt { get; set; }

    /// <summary>When the upstream took it, microseconds since 1970 UTC; 0 before.</summary>
    public long SentAt { get; set; }

    /// <summary>The submit_sm's body, empty once the upstream has it.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>The upstream's message_id as it came, empty before.</summary>
    public ReadOnlySpan<byte> UpstreamMessageId => _upstreamMessageId;

    /// <summary>Its key in the receipt index.</summary>
    internal UInt128 ReceiptKey { get; set; }

    /// <summary>Keeps a copy of the submit_sm's body.</summary>
    public void SetBody(ReadOnlySpan<byte> body) => _body = body.ToArray();

    /// <summary>The upstream has it: the body is not needed any more.</summary>
    public void DropBody() => _body = [];

    /// <summary>Keeps a copy of the upstream's message_id.</summary>
    public void SetUpstreamMessageId(ReadOnlySpan<byte> id) => _upstreamMessageId = id.ToArray();

    /// <summary>The next event of this message, with all the facts that every CDR row repeats. The entity is locked.</summary>
    public void Describe(EventKind kind, long time, out JournalEvent e)
    {
        Describe(kind, NextNumber, out e);
        NextNumber++;
        e.Time = time;
    }

    /// <inheritdoc/>
    public override void DescribeWhole(out JournalEvent e)
    {
        Describe(EventKind.Carried, NextNumber, out e);
        e.Time = ExpiresAt;
        e.Payload = _body;
    }

    /// <summary>Takes over what an event of the journal says; the payload of Accepted and Carried is the body.</summary>
    internal void Restore(in JournalEvent e, Name.Table names)
    {
        Id = e.MessageId;
        Account = names.Get(e.Account)!;
        Route = names.Get(e.Route);
        Upstream = names.Get(e.Upstream);
        Source = e.Source;
        Destination = e.Destination;
        Flags = e.Flags;
        DataCoding = e.DataCoding;
        EsmClass = e.EsmClass;
        RegisteredDelivery = e.RegisteredDelivery;
        Segments = e.Segments;
        Octets = e.Octets;
        SubmittedAt = e.SubmittedAt;
        SentAt = e.SentAt;
        _upstreamMessageId = e.UpstreamMessageId.ToArray();
        NextNumber = e.Kind == EventKind.Carried ? e.Number : (ushort)(e.Number + 1);
        State = SentAt == 0 ? LiveState.Queued : LiveState.AwaitingReceipt;
        if (e.Kind is EventKind.Accepted or EventKind.Carried)
            _body = e.Payload.ToArray();
        if (SentAt != 0)
            _body = [];
    }

    private void Describe(EventKind kind, ushort number, out JournalEvent e)
    {
        e = default;
        e.Kind = kind;
        e.Number = number;
        e.MessageId = Id;
        e.Account = Account.Utf8;
        e.Route = Route is null ? default : Route.Utf8;
        e.Upstream = Upstream is null ? default : Upstream.Utf8;
        e.UpstreamMessageId = _upstreamMessageId;
        e.Source = Source;
        e.Destination = Destination;
        e.Flags = Flags;
        e.DataCoding = DataCoding;
        e.EsmClass = EsmClass;
        e.RegisteredDelivery = RegisteredDelivery;
        e.Segments = Segments;
        e.Octets = Octets;
        e.SubmittedAt = SubmittedAt;
        e.SentAt = SentAt;
    }
}
