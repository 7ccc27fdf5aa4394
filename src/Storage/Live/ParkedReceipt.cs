namespace Storage.Live;

/// <summary>A receipt whose message is not known (yet): receipts can overtake responses, on other binds above all.</summary>
public abstract class ParkedReceipt : LiveEntity
{
    private byte[] _body = [];

    /// <summary>The upstream it came from.</summary>
    public required Name Upstream { get; set; }

    /// <summary>When it came, microseconds since 1970 UTC.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>The deliver_sm's body as it came.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>The receipt that came next under the same id, once their message has claimed them.</summary>
    public ParkedReceipt? Later { get; internal set; }

    internal ParkedReceipt? Earlier { get; set; }

    /// <summary>The latest receipt of this id, kept by the first.</summary>
    internal ParkedReceipt? Last { get; set; }

    internal bool IsParked { get; set; }

    internal UInt128 Key { get; set; }

    /// <summary>Keeps a copy of the deliver_sm's body.</summary>
    public void SetBody(ReadOnlySpan<byte> body) => _body = body.ToArray();

    /// <summary>An event of this receipt. The entity is locked.</summary>
    public void Describe(EventKind kind, long time, out JournalEvent e)
    {
        e = default;
        e.Kind = kind;
        e.MessageId = Id;
        e.Time = time;
        e.SubmittedAt = ReceivedAt;
        e.Upstream = Upstream.Utf8;
    }

    /// <inheritdoc/>
    public override Place ToPlace() => new(Whole, Id, Place.Seconds(ExpiresAt), 0, EventFlags.None, 0);

    /// <inheritdoc/>
    public override void DescribeWhole(out JournalEvent e)
    {
        Describe(EventKind.EarlyReceipt, ExpiresAt, out e);
        e.Payload = _body;
    }

    internal void Restore(in JournalEvent e, Name.Table names)
    {
        Id = e.MessageId;
        ExpiresAt = e.Time;
        ReceivedAt = e.SubmittedAt;
        Upstream = names.Get(e.Upstream)!;
        _body = e.Payload.ToArray();
    }
}
