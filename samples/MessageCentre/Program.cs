using Smpp.Protocol;
using Smpp.Server;

int port = args.Length > 0 ? int.Parse(args[0]) : 2775;

int lastId = 0;
await using var centre = new MessageCentre(new MessageCentreOptions { Address = "127.0.0.1", Port = port });
centre.OnBind(request => request is { SystemId: "demo", Password: "demo" } ? CommandStatus.Ok : CommandStatus.InvalidPassword);
centre.OnSubmit(async (request, _) =>
{
    if (request.Pdu.Destination.IsEmpty)
        return CommandStatus.InvalidDestinationAddress;
    string id = $"{Interlocked.Increment(ref lastId)}";
    await Console.Out.WriteLineAsync($"{id}: {request.SystemId} to {request.Pdu.Destination}: {request.Pdu.Text}");
    Reply<SubmitSmResp> reply = new SubmitSmResp { MessageId = id };
    if (!request.Pdu.RegisteredDelivery.WantsReceipt(delivered: true))
        return reply;
    var receipt = new DeliveryReceipt { Id = id, State = MessageState.Delivered, Text = request.Pdu.Text };
    return reply.Then(async ended => await request.Session.DeliverReceiptAsync(request.Pdu, receipt, ended));
});
centre.Start();
Console.WriteLine($"listening on {centre.EndPoint}; Enter ends it");
Console.ReadLine();
