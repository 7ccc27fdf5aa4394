namespace Smpp.Protocol;

/// <summary>
/// What a delivery receipt or an intermediate notification says, owned: the record for people where <see cref="Receipt"/> is the view
/// for hot paths.
/// </summary>
public sealed record DeliveryReceipt
{
    /// <summary>The id of the message, as the message centre wrote it; compare ids through <see cref="ReceiptIds"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The state the message is in; <see cref="MessageState.Unknown"/> when the receipt does not say.</summary>
    public MessageState State
    {
        get;
        init
        {
            field = value;
            HasState = true;
        }
    } = MessageState.Unknown;

    /// <summary>Whether <see cref="State"/> was said rather than assumed.</summary>
    public bool HasState { get; private init; }

    /// <summary>
    /// The state was said and ends the message: no receipt for it follows. Not so Accepted, which message centres say early of what they
    /// deliver later, a state of the message centre's own, nor what an intermediate notification says.
    /// </summary>
    public bool IsFinal => HasState && !IsIntermediate && Receipt.IsEnd(State);

    /// <summary><c>err:</c>, any text; empty when absent.</summary>
    public string Error { get; init; } = "";

    /// <summary>The network_error_code TLV; null when absent.</summary>
    public NetworkErrorCode? NetworkError { get; init; }

    /// <summary><c>submit date:</c> in the message centre's own zone; null when absent or unreadable.</summary>
    public DateTime? SubmittedAt { get; init; }

    /// <summary><c>done date:</c> in the message centre's own zone; null when absent or unreadable.</summary>
    public DateTime? DoneAt { get; init; }

    /// <summary><c>sub:</c>, messages submitted.</summary>
    public int? Sub { get; init; }

    /// <summary><c>dlvrd:</c>, messages delivered.</summary>
    public int? Dlvrd { get; init; }

    /// <summary><c>text:</c>, the start of the message, as octets of its data_coding shown in Latin-1.</summary>
    public string Text { get; init; } = "";

    /// <summary>It tells of a state on the way, not the final one (esm_class, v3.4 §5.2.12).</summary>
    public bool IsIntermediate { get; init; }

    /// <summary>Reads the receipt that a deliver_sm is; false when its esm_class says it is none, or it names no id.</summary>
    public static bool TryRead(DeliverSm deliver, out DeliveryReceipt? receipt)
    {
        ArgumentNullException.ThrowIfNull(deliver);
        return TryRead(
            new MessageView(CommandId.DeliverSm)
            {
                EsmClass = deliver.EsmClass,
                ShortMessage = deliver.ShortMessage.Span,
                TlvBytes = deliver.Tlvs.Encoded.Span,
            },
            out receipt);
    }

    /// <summary>Reads the receipt that a deliver_sm or data_sm is; false when its esm_class says it is none, or it names no id.</summary>
    public static bool TryRead(scoped in MessageView view, out DeliveryReceipt? receipt)
    {
        bool reports = view.EsmClass.IsReceipt || view.EsmClass.IsIntermediate;
        receipt = reports && Receipt.TryRead(view, out Receipt read) ? From(read, view) : null;
        return receipt is not null;
    }

    private static DeliveryReceipt From(scoped in Receipt read, scoped in MessageView view) => new()
    {
        Id = CString.Text(read.Id),
        State = read.State,
        // Behind the state, which would be taken for said.
        HasState = read.HasState,
        Error = CString.Text(read.Error),
        NetworkError = view.Tlvs.TryGet(StandardTlv.NetworkErrorCode, out NetworkErrorCode error) ? error : null,
        SubmittedAt = ReceiptDates.TryParse(read.SubmitDate, out DateTime submitted) ? submitted : null,
        DoneAt = ReceiptDates.TryParse(read.DoneDate, out DateTime done) ? done : null,
        Sub = read.Sub,
        Dlvrd = read.Dlvrd,
        Text = CString.Text(read.Text),
        IsIntermediate = view.EsmClass.IsIntermediate,
    };
}
