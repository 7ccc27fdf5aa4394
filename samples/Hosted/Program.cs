using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Smpp.Client;
using Smpp.Hosting;
using Smpp.Protocol;
using Smpp.Server;

int port = args.Length > 0 ? int.Parse(args[0]) : 2775;

var builder = Host.CreateApplicationBuilder();
builder.Services.AddSmppServer("centre", options => (options.Address, options.Port) = ("127.0.0.1", port), (centre, services) => centre
    .OnBind(request => request is { SystemId: "demo", Password: "demo" } ? CommandStatus.Ok : CommandStatus.InvalidPassword)
    .OnSubmit((request, ended) => new(new SubmitSmResp { MessageId = "1" })));
builder.Services.AddSmppClient("carrier", options =>
{
    options.Host = "127.0.0.1";
    options.Port = port;
    options.SystemId = "demo";
    options.Password = "demo";
    options.Window = 50;
});
builder.Services.AddHealthChecks().AddSmppServer("centre").AddSmppClient("carrier");

using var host = builder.Build();
await host.StartAsync();
var client = host.Services.GetRequiredKeyedService<SmppClient>("carrier");
Console.WriteLine(await client.SendAsync("ACME", "+447700900123", "Hello from a host"));
await host.StopAsync();
