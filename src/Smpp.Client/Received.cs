using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>A delivery receipt or intermediate notification that came in, with the message it is about where that is known.</summary>
/// <param name="Receipt">What it says.</param>
/// <param name="Message">
/// What <see cref="SmppClient.SendAsync(string, string, string, CancellationToken)"/> returned, or what
/// <see cref="SmppClient.SubmitAsync"/> sent, when that asked for receipts; null for messages sent otherwise, by another process, or too
/// long ago (<see cref="SmppClientOptions.AwaitedReceipts"/>).
/// </param>
/// <param name="Part">The part of the message that it is about; null when the message is not known.</param>
/// <param name="Pdu">The whole PDU; a data_sm is shown as the deliver_sm that says the same.</param>
public sealed record ReceivedReceipt(DeliveryReceipt Receipt, SentMessage? Message, SentPart? Part, DeliverSm Pdu)
{
    /// <summary>The id it names, as the message centre wrote it.</summary>
    public string MessageId => Receipt.Id;

    /// <summary>The state it tells.</summary>
    public MessageState State => Receipt.State;
}

/// <summary>A message to this application, put together from its parts.</summary>
/// <param name="Source">Who sent it.</param>
/// <param name="Destination">The number or name it was sent to.</param>
/// <param name="Text">Its text; hexadecimal digits for binary data.</param>
/// <param name="Parts">
/// What came over the wire, in the order of the text; a data_sm is shown as the deliver_sm that says the same.
/// </param>
/// <param name="IsComplete">
/// False when parts were still missing after <see cref="SmppClientOptions.ReassemblyTimeout"/>, or when the client was disposed.
/// </param>
public sealed record ReceivedMessage(
    Address Source, Address Destination, string Text, IReadOnlyList<DeliverSm> Parts, bool IsComplete = true);
