using Smpp.Client;
using Smpp.Protocol;

int port = args.Length > 0 ? int.Parse(args[0]) : SmppClientOptions.DefaultPort;

var options = new SmppClientOptions { Host = "127.0.0.1", Port = port, SystemId = "demo", Password = "demo" };
options.RegisteredDelivery = RegisteredDelivery.SuccessOrFailure;
await using var client = await SmppClient.ConnectAsync(options);
var sent = await client.SendAsync("ACME", "+447700900123", "Hello, world!");
Console.WriteLine(sent);

await foreach (var receipt in client.Receipts)
{
    Console.WriteLine($"{receipt.MessageId} is {receipt.State}: part {receipt.Part?.Number} of \"{receipt.Message?.Text}\"");
    break;
}
