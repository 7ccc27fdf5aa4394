using System.Text;
using Smpp.Protocol;

// A text in, PDUs out: the cheapest alphabet that loses nothing, in as many parts as it takes.
var message = new SubmitSm
{
    Source = Address.Parse("ACME"),
    Destination = Address.Parse("+447700900123"),
    RegisteredDelivery = RegisteredDelivery.SuccessOrFailure,
};
string text = "Your order “4711” is on its way – " + string.Concat(Enumerable.Repeat("thank you! ", 14));
TextPlan plan = TextPlan.Of(text, new TextOptions { Transliterate = true });
Console.WriteLine($"{plan.Encoding}, {plan.Segments} parts, room for {plan.RoomInLast} more; {plan.Changes.Count} characters changed");

uint sequence = 1;
var wire = new List<byte>();
foreach (SubmitSm part in message.ToParts(plan, reference: 7))
    wire.AddRange(part.ToArray(sequence++));

// Octets in, PDUs out: however a stream is cut, the framer gives whole ones.
ReadOnlySpan<byte> octets = wire.ToArray();
while (PduFramer.TryRead(octets, PduFramer.DefaultMaxLength, out PduHeader header, out ReadOnlySpan<byte> body) == FrameResult.Frame)
{
    if (Pdu.TryRead(header, body, DecodeRules.Tolerant, out Pdu? pdu, out DecodeReport report))
        Console.WriteLine($"#{header.Sequence} {pdu}");
    else
        Console.WriteLine($"#{header.Sequence} refused with {report.Error.ToStatus().Name}: {report.Error}");
    octets = octets[(int)header.Length..];
}

// A receipt, as message centres write them.
var deliver = new DeliverSm
{
    EsmClass = EsmClass.Receipt,
    ShortMessage = Encoding.ASCII.GetBytes("id:42 sub:001 dlvrd:001 submit date:2611232037 done date:2611232038 stat:DELIVRD err:000 text:"),
    Tlvs = new TlvList().Set(StandardTlv.NetworkErrorCode, new NetworkErrorCode(3, 0)),
};
if (DeliveryReceipt.TryRead(deliver, out DeliveryReceipt? receipt))
    Console.WriteLine($"{receipt!.Id} is {receipt.State} since {receipt.DoneAt:u}, {receipt.NetworkError}");
