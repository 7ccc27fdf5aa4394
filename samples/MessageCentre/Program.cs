using Smpp.Protocol;
using Smpp.Server;

int port = args.Length > 0 ? int.Parse(args[0]) : 2775;

int lastId = 0;
await using var centre = new MessageCentre(new MessageCentreOptions { Address = "127.0.0.1", Port = port });
centre.OnBind(request => request is { SystemId: "demo", Password: "demo" } ? CommandStatus.Ok : CommandStatus.InvalidPassword);
centre.OnSubmit(async (request, ended) =>
{
    if (request.Pdu.Destination.IsEmpty)
        return CommandStatus.InvalidDestinationAddress;
    string id = $"{Interlocked.Increment(ref lastId)}";
    await Console.Out.WriteLineAsync($"{id}: {request.SystemId} to {request.Pdu.Destination}: {request.Pdu.Text}");
    if (request.Pdu.RegisteredDelivery.WantsReceipt(delivered: true))
        _ = ReportAsync(request, id, ended);
    return new SubmitSmResp { MessageId = id };
});
centre.Start();
Console.WriteLine($"listening on {centre.EndPoint}; Enter ends it");
Console.ReadLine();

static async Task ReportAsync(Request<SubmitSm> request, string id, CancellationToken ended)
{
    await Task.Delay(TimeSpan.FromMilliseconds(100), ended);
    await request.Session.DeliverReceiptAsync(request.Pdu, id, MessageState.Delivered, ended);
}
