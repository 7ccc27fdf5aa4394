using Smpp.Protocol;
using Smpp.Testing;

namespace Smpp.Server.Tests;

/// <summary>Message centres and ESMEs that are joined to them in memory.</summary>
internal static class CentreRig
{
    public static Bind Transceiver { get; } = new(CommandId.BindTransceiver) { SystemId = "demo", Password = "demo" };

    public static SubmitSm Hello { get; } =
        new() { Source = Address.Parse("111"), Destination = Address.Parse("222"), Text = "hello" };

    /// <summary>A message centre on a free port of this machine that lets in demo with the password demo.</summary>
    public static MessageCentre Accepting(Action<MessageCentreOptions>? configure = null)
    {
        var options = new MessageCentreOptions { Address = "127.0.0.1", Port = 0 };
        configure?.Invoke(options);
        return new MessageCentre(options).OnBind(
            request => request is { SystemId: "demo", Password: "demo" } ? CommandStatus.Ok : CommandStatus.InvalidPassword);
    }

    public static ScriptedPeer Connect(MessageCentre centre)
    {
        var link = new MemoryLink();
        _ = centre.RunAsync(link.Second);
        return new ScriptedPeer(link.First);
    }

    /// <summary>An ESME that is bound, as a transceiver unless said otherwise.</summary>
    public static async Task<ScriptedPeer> BindAsync(MessageCentre centre, Bind? bind = null)
    {
        var peer = Connect(centre);
        await peer.BindAsync(bind ?? Transceiver);
        return peer;
    }
}
