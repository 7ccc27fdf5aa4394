using Smpp.Protocol;

namespace Storage.Live;

/// <summary>What is booked: a message, or a delivery to a customer, with the facts that each of its CDR rows repeats.</summary>
public abstract class BookedEntity : LiveEntity
{
    private byte[] _body = [];
    private ShortOctets _upstreamMessageId;

    /// <summary>The owner.</summary>
    public required Name Account { get; set; }

    /// <summary>The route that decided, or null.</summary>
    public Name? Route { get; set; }

    /// <summary>The upstream that has a message or had it last, or that a delivery came from; or null.</summary>
    public Name? Upstream { get; set; }

    /// <summary>source_addr; of the original submit for a receipt.</summary>
    public Address Source { get; set; }

    /// <summary>destination_addr; of the original submit for a receipt.</summary>
    public Address Destination { get; set; }

    /// <summary>Facts for the CDR.</summary>
    public EventFlags Flags { get; set; }

    /// <summary>Numbers its events; a receipt goes on from its message's own.</summary>
    public ushort NextNumber { get; set; }

    /// <summary>data_coding</summary>
    public byte DataCoding { get; set; }

    /// <summary>esm_class</summary>
    public byte EsmClass { get; set; }

    /// <summary>registered_delivery</summary>
    public byte RegisteredDelivery { get; set; }

    /// <summary>Radio segments.</summary>
    public byte Segments { get; set; }

    /// <summary>Which message of a submit_multi it is, see <see cref="JournalEvent.Member"/>.</summary>
    public byte Member { get; set; }

    /// <summary>Octets of user data.</summary>
    public ushort Octets { get; set; }

    /// <summary>When it was submitted, or arrived, microseconds since 1970 UTC.</summary>
    public long SubmittedAt { get; set; }

    /// <summary>When the upstream took it, microseconds since 1970 UTC; 0 before, and for mobile-originated messages.</summary>
    public long SentAt { get; set; }

    /// <summary>The PDU's body; empty once it is not needed any more.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>The upstream's message_id as it came, empty before.</summary>
    public ReadOnlySpan<byte> UpstreamMessageId => _upstreamMessageId.Span;

    internal override Name? Owner => Account;

    /// <summary>The event that carries the whole state forward.</summary>
    protected abstract EventKind CarriedKind { get; }

    /// <summary>Keeps a copy of the PDU's body. No record carries the whole state until one is entered.</summary>
    public void SetBody(ReadOnlySpan<byte> body)
    {
        _body = body.ToArray();
        Whole = default;
    }

    /// <summary>The body is not needed any more.</summary>
    public void DropBody() => _body = [];

    /// <summary>Keeps a copy of the upstream's message_id.</summary>
    public void SetUpstreamMessageId(ReadOnlySpan<byte> id) => _upstreamMessageId.Set(id);

    /// <summary>The next event, with all the facts that every CDR row repeats. The entity is locked.</summary>
    public void Describe(EventKind kind, long time, out JournalEvent e)
    {
        Describe(kind, out e);
        NextNumber++;
        e.Time = time;
    }

    /// <summary>Attempts that failed so far.</summary>
    public int Attempts { get; set; }

    /// <inheritdoc/>
    public override Place ToPlace() =>
        new(Whole, Id, Place.Seconds(ExpiresAt), NextNumber, Flags, (byte)Math.Min(Attempts, Place.InFlight - 1));

    /// <inheritdoc/>
    public override void DescribeWhole(out JournalEvent e)
    {
        Describe(CarriedKind, out e);
        e.Time = ExpiresAt;
        e.Payload = _body;
    }

    /// <summary>Takes over the facts of another.</summary>
    protected void CopyFacts(BookedEntity other)
    {
        Id = other.Id;
        Member = other.Member;
        Route = other.Route;
        Upstream = other.Upstream;
        Source = other.Source;
        Destination = other.Destination;
        Flags = other.Flags;
        NextNumber = other.NextNumber;
        DataCoding = other.DataCoding;
        EsmClass = other.EsmClass;
        RegisteredDelivery = other.RegisteredDelivery;
        Segments = other.Segments;
        Octets = other.Octets;
        SubmittedAt = other.SubmittedAt;
        SentAt = other.SentAt;
        _upstreamMessageId = other._upstreamMessageId;
    }

    /// <summary>Takes over what an event of the journal says, but for its payload.</summary>
    internal virtual void Restore(in JournalEvent e, Name.Table names)
    {
        Id = e.MessageId;
        Member = e.Member;
        Account = names.Get(e.Account)!;
        Route = names.Get(e.Route);
        Upstream = names.Get(e.Upstream);
        Source = e.Source;
        Destination = e.Destination;
        Flags = e.Flags;
        NextNumber = e.Kind >= EventKind.Carried ? e.Number : (ushort)(e.Number + 1);
        DataCoding = e.DataCoding;
        EsmClass = e.EsmClass;
        RegisteredDelivery = e.RegisteredDelivery;
        Segments = e.Segments;
        Octets = e.Octets;
        SubmittedAt = e.SubmittedAt;
        SentAt = e.SentAt;
        _upstreamMessageId.Set(e.UpstreamMessageId);
    }

    /// <summary>An event with all facts and the next number, which it does not use up.</summary>
    protected virtual void Describe(EventKind kind, out JournalEvent e)
    {
        e = default;
        e.Kind = kind;
        e.Number = NextNumber;
        e.MessageId = Id;
        e.Member = Member;
        e.Account = Account.Utf8;
        e.Route = Route is null ? default : Route.Utf8;
        e.Upstream = Upstream is null ? default : Upstream.Utf8;
        e.UpstreamMessageId = _upstreamMessageId.Span;
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
