using Smpp.Protocol;

namespace Smpp.Server.Tests;

/// <summary>A customer that submits one message after the other and expects each answer, whatever others do meanwhile.</summary>
internal sealed class HonestCustomer : IAsyncDisposable
{
    private readonly RawPeer _peer;
    private readonly Task _submitting;
    private volatile bool _stops;
    private int _answered;

    private HonestCustomer(RawPeer peer)
    {
        _peer = peer;
        _submitting = Task.Run(SubmitAsync);
    }

    public static async Task<HonestCustomer> BindAsync(TestServer server)
    {
        var peer = await server.ConnectAsync();
        Assert.Equal(CommandStatus.Ok, (await peer.BindAsync(systemId: "honest", password: "honest")).Status);
        return new HonestCustomer(peer);
    }

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Waits for so many more answers.</summary>
    public async Task AnsweredAsync(int more)
    {
        int until = Answered + more;
        await Shared.Until.Async(
            () => Answered >= until || _submitting.IsFaulted, what: $"{more} more submits of an honest customer are answered");
        if (_submitting.IsFaulted)
            await _submitting;
    }

    public async ValueTask DisposeAsync()
    {
        _stops = true;
        await _submitting.InTime();
        await _peer.DisposeAsync();
    }

    private async Task SubmitAsync()
    {
        for (uint sequence = 2; !_stops; sequence++)
        {
            await _peer.SendAsync(WirePdu.Submit(sequence));
            var answer = await _peer.ReceiveAsync();
            Assert.NotNull(answer);
            if (answer.Id == CommandId.EnquireLink)
            {
                await _peer.SendAsync(WirePdu.Empty(CommandId.EnquireLinkResp, answer.Sequence));
                answer = await _peer.ReceiveAsync(CommandId.SubmitSmResp);
            }
            Assert.Equal((CommandId.SubmitSmResp, CommandStatus.Ok, sequence), (answer.Id, answer.Status, answer.Sequence));
            Interlocked.Increment(ref _answered);
        }
    }
}
