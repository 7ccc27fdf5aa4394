using Smpp.Protocol;

namespace Storage.Live;

/// <summary>One deliver_sm, a receipt or a mobile-originated message, that its account has not acknowledged yet.</summary>
public abstract class Delivery : LiveEntity
{
    private byte[] _body = [];
    private byte[] _upstreamMessageId = [];

    /// <summary>The account it goes to.</summary>
    public required Name Account { get; set; }

    /// <summary>The route that decided, or null.</summary>
    public Name? Route { get; set; }

    /// <summary>The upstream it came from, or null.</summary>
    public Name? Upstream { get; set; }

    /// <summary>True for a receipt, false for a mobile-originated message.</summary>
    public bool IsReceipt { get; set; }

    /// <summary>source_addr of the message; of the original submit for a receipt.</summary>
    public Address Source { get; set; }

    /// <summary>destination_addr of the message; of the original submit for a receipt.</summary>
    public Address Destination { get; set; }

    /// <summary>Facts for the CDR.</summary>
    public EventFlags Flags { get; set; }

    /// <summary>Numbers its events; goes on from the message's own for a receipt.</summary>
    public ushort NextNumber { get; set; }

    /// <summary>The message's final state, for a receipt.</summary>
    public byte MessageState { get; set; }

    /// <summary>data_coding</summary>
    public byte DataCoding { get; set; }

    /// <summary>esm_class</summary>
    public byte EsmClass { get; set; }

    /// <summary>Radio segments.</summary>
    public byte Segments { get; set; }

    /// <summary>Octets of user data.</summary>
    public ushort Octets { get; set; }

    /// <summary>When the message was submitted, or arrived, microseconds since 1970 UTC.</summary>
    public long SubmittedAt { get; set; }

    /// <summary>When the upstream took it, microseconds since 1970 UTC; 0 for mobile-originated messages.</summary>
    public long SentAt { get; set; }

    /// <summary>Attempts that failed so far.</summary>
    public int Attempts { get; set; }

    /// <summary>The deliver_sm's body.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>Keeps a copy of the deliver_sm's body.</summary>
    public void SetBody(ReadOnlySpan<byte> body) => _body = body.ToArray();

    /// <summary>Takes over the facts of the message that the receipt is about.</summary>
    public void About(LiveMessage message)
    {
        Id = message.Id;
        Route = message.Route;
        Upstream = message.Upstream;
        IsReceipt = true;
        Source = message.Source;
        Destination = message.Destination;
        Flags = message.Flags;
        NextNumber = message.NextNumber;
        DataCoding = message.DataCoding;
        EsmClass = message.EsmClass;
        Segments = message.Segments;
        Octets = message.Octets;
        SubmittedAt = message.SubmittedAt;
        SentAt = message.SentAt;
        _upstreamMessageId = message.UpstreamMessageId.ToArray();
    }

    /// <summary>The next event of this delivery. The entity is locked.</summary>
    public void Describe(EventKind kind, long time, out JournalEvent e)
    {
        Describe(kind, NextNumber, out e);
        NextNumber++;
        e.Time = time;
    }

    /// <inheritdoc/>
    public override void DescribeWhole(out JournalEvent e)
    {
        Describe(IsReceipt ? EventKind.CarriedReceipt : EventKind.CarriedMo, NextNumber, out e);
        e.Time = ExpiresAt;
        e.Payload = _body;
    }

    /// <summary>Takes over what an event of the journal says; its payload is the deliver_sm's body.</summary>
    internal void Restore(in JournalEvent e, Name.Table names)
    {
        Id = e.MessageId;
        Account = names.Get(e.Account)!;
        Route = names.Get(e.Route);
        Upstream = names.Get(e.Upstream);
        IsReceipt = e.Kind is not (EventKind.MoAccepted or EventKind.CarriedMo);
        Source = e.Source;
        Destination = e.Destination;
        Flags = e.Flags;
        NextNumber = e.Kind >= EventKind.Carried ? e.Number : (ushort)(e.Number + 1);
        MessageState = e.State;
        DataCoding = e.DataCoding;
        EsmClass = e.EsmClass;
        Segments = e.Segments;
        Octets = e.Octets;
        SubmittedAt = e.SubmittedAt;
        SentAt = e.SentAt;
        _upstreamMessageId = e.UpstreamMessageId.ToArray();
        _body = e.Payload.ToArray();
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
        e.State = MessageState;
        e.DataCoding = DataCoding;
        e.EsmClass = EsmClass;
        e.Segments = Segments;
        e.Octets = Octets;
        e.SubmittedAt = SubmittedAt;
        e.SentAt = SentAt;
    }
}
