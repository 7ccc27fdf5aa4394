using Shared;
using Smpp.Protocol;
using Smpp.Server;

namespace Interop;

/// <summary>A carrier of our own whose handsets write to the gateway.</summary>
internal sealed class Handsets : IAsyncDisposable
{
    private const string Gateway = "gateway";

    private static readonly Address Handset = Address.Parse("+447700900123");
    private static readonly Address ShortCode = Address.Parse("12345");

    private readonly MessageCentre _centre;
    private ushort _reference;

    private Handsets(MessageCentre centre) => _centre = centre;

    public int Port => _centre.EndPoint.Port;

    public static Handsets Open(int port) => new(
        new MessageCentre(new MessageCentreOptions { Address = GatewayAndCarrier.Host, Port = port })
            .OnBind(_ => CommandStatus.Ok).Start());

    /// <summary>Writes a text, in parts where it is long; returns the gateway's answer to the last.</summary>
    public async Task<CommandStatus> WriteAsync(string text)
    {
        var status = CommandStatus.Ok;
        foreach (var part in new DeliverSm { Source = Handset, Destination = ShortCode }.ToParts(text, ++_reference))
            status = await DeliverAsync(part);
        return status;
    }

    /// <summary>Sends the gateway a message as it is.</summary>
    public async Task<CommandStatus> DeliverAsync(DeliverSm message)
    {
        await Until.Async(() => _centre.FindReceiver(Gateway) is not null, what: "the gateway is bound");
        return await _centre.FindReceiver(Gateway)!.DeliverAsync(message).AsTask().WaitAsync(Until.Limit);
    }

    /// <summary>The same as data_sm.</summary>
    public async Task<CommandStatus> SendDataAsync(DataSm data)
    {
        await Until.Async(() => _centre.FindReceiver(Gateway) is not null, what: "the gateway is bound");
        return await _centre.FindReceiver(Gateway)!.SendDataAsync(data).AsTask().WaitAsync(Until.Limit);
    }

    public ValueTask DisposeAsync() => _centre.DisposeAsync();
}
