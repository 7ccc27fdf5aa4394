namespace Storage.Cdr;

/// <summary>What a row says about its message beyond the event itself.</summary>
internal static class CdrFacts
{
    extension(in JournalEvent e)
    {
        /// <summary>
        /// Whether the message has ended with this event. Exactly one event of each message is final, whether it was accepted,
        /// refused or relayed.
        /// </summary>
        public bool IsFinal => IsFinal(e.Kind, e.Flags);

        /// <summary>Whether the submitter is owed a receipt from this event on.</summary>
        public bool OwesReceipt => e.Kind.IsEnd && !e.Payload.IsEmpty;
    }

    /// <inheritdoc cref="get_IsFinal"/>
    public static bool IsFinal(EventKind kind, EventFlags flags) => kind switch
    {
        EventKind.Rejected or EventKind.Failed or EventKind.Expired or EventKind.Cancelled or EventKind.MoDelivered or EventKind.MoExpired
            => true,
        EventKind.Sent => (flags & EventFlags.ReceiptWanted) == 0,
        EventKind.Receipt => (flags & EventFlags.Intermediate) == 0,
        EventKind.Uncertain => (flags & EventFlags.Relay) != 0,
        _ => false,
    };

    extension(EventKind kind)
    {
        /// <summary>Whether it is of a kind that ends a message and may begin its receipt.</summary>
        private bool IsEnd => kind is EventKind.Failed or EventKind.Expired or EventKind.Cancelled or EventKind.Receipt;
    }
}
