using Smpp.Client;
using Smpp.Protocol;
using Smpp.Testing;

var network = new MemoryNetwork();
var connecting = SmppClient.ConnectAsync(new SmppClientOptions
{
    Host = "carrier.test", SystemId = "demo", Password = "demo", Connect = network.ConnectAsync,
});
await using var carrier = await ScriptedPeer.AcceptAsync(network);
await carrier.AcceptBindAsync();
await using var client = await connecting;

var sending = client.SendAsync("ACME", "+447700900123", "Hello");
var submit = await carrier.ExpectAsync<SubmitSm>();
await carrier.ReplyAsync(submit, CommandStatus.MessageQueueFull);
Console.WriteLine(await sending);
carrier.HangUp();
