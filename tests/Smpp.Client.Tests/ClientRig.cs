using Microsoft.Extensions.Time.Testing;
using Smpp.Protocol;
using Smpp.Testing;

namespace Smpp.Client.Tests;

/// <summary>A client in memory, and the message centre that a test plays.</summary>
internal sealed class ClientRig : IAsyncDisposable
{
    private ClientRig()
    {
        Options = new SmppClientOptions
        {
            Host = "centre.test",
            SystemId = "demo",
            Password = "demo",
            Connect = Network.ConnectAsync,
            TimeProvider = Time,
            Window = 100,
        };
    }

    public MemoryNetwork Network { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public SmppClientOptions Options { get; }

    public SmppClient Client { get; private set; } = null!;

    public ScriptedPeer Peer { get; set; } = null!;

    /// <summary>Whether the message centre names its version when it accepts a bind.</summary>
    public bool NamesVersion { get; private init; }

    public static async Task<ClientRig> ConnectAsync(
        Action<SmppClientOptions>? configure = null, Action<SmppClient>? handlers = null, bool namesVersion = true)
    {
        var rig = new ClientRig { NamesVersion = namesVersion };
        configure?.Invoke(rig.Options);
        rig.Client = new SmppClient(rig.Options);
        handlers?.Invoke(rig.Client);
        var starting = rig.Client.StartAsync();
        rig.Peer = await rig.AcceptAsync();
        await starting.InTime();
        return rig;
    }

    /// <summary>Takes the client's next connection and accepts its bind.</summary>
    public async Task<ScriptedPeer> AcceptAsync()
    {
        var peer = await ScriptedPeer.AcceptAsync(Network).InTime();
        await peer.AcceptBindAsync(version: NamesVersion ? Options.Version : null);
        return peer;
    }

    /// <summary>A text in parts, as a message centre delivers it.</summary>
    public static DeliverSm[] PartsOf(string text) =>
        [.. new DeliverSm { Source = Address.Parse("+447700900123"), Destination = Address.Parse("12345") }.ToParts(text, 7)];

    /// <summary>The client's next answer to a deliver_sm.</summary>
    public async Task<(uint Sequence, CommandStatus Status)> DeliveryAnswerAsync()
    {
        var answer = await Peer.ExpectAsync(CommandId.DeliverSmResp).InTime();
        return (answer.Sequence, answer.Status);
    }

    /// <summary>Answers the next submit_sm.</summary>
    public async Task<SubmitSm> AnswerAsync(string id)
    {
        var submit = await Peer.ExpectAsync<SubmitSm>();
        await Peer.ReplyAsync(submit, new SubmitSmResp { MessageId = id });
        return submit.Pdu;
    }

    public async ValueTask DisposeAsync()
    {
        Peer.HangUp();
        await Client.DisposeAsync().AsTask().InTime();
    }
}
