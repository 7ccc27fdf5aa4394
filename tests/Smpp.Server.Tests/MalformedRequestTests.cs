using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;
using static Smpp.Server.Tests.CentreRig;

namespace Smpp.Server.Tests;

/// <summary>Requests whose bodies only a handler decodes, such as query_sm.</summary>
public class MalformedRequestTests
{
    [Fact]
    public async Task Twenty_in_a_row_end_the_session_after_their_answers()
    {
        var ended = new TaskCompletionSource<SessionEnd>();
        await using var centre = Querying().OnEnded((_, end) => ended.SetResult(end));
        await using var esme = await BindAsync(centre);
        await SendBrokenAsync(esme, 20);
        await esme.ExpectEndAsync();

        Assert.Equal(SessionEndReason.TooManyErrors, (await ended.Task.InTime()).Reason);
    }

    [Fact]
    public async Task One_that_is_decoded_breaks_the_row_and_so_does_an_enquire_link()
    {
        EsmeSession? bound = null;
        await using var centre = Querying().OnBound(session => bound = session);
        await using var esme = await BindAsync(centre);
        await SendBrokenAsync(esme, 19);
        await esme.SendAsync(new QuerySm { MessageId = "1" });
        await esme.ExpectAsync<QuerySmResp>();
        await SendBrokenAsync(esme, 19);
        await esme.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 1));
        await esme.ExpectAsync(CommandId.EnquireLinkResp);
        await SendBrokenAsync(esme, 19);

        Assert.True(bound!.Session.State.IsBound);
        Assert.Equal(57, bound.Session.Counters.Malformed);
    }

    private static async Task SendBrokenAsync(ScriptedPeer esme, int count)
    {
        for (uint i = 1; i <= count; i++)
        {
            // A message_id without its end.
            await esme.SendAsync(WirePdu.Raw(CommandId.QuerySm, i, "1"u8));
            Assert.NotEqual(CommandStatus.Ok, (await esme.ExpectAsync(CommandId.QuerySmResp)).Status);
        }
    }

    private static MessageCentre Querying() => new MessageCentre(new MessageCentreOptions { Address = "127.0.0.1", Port = 0 })
        .OnBind(_ => CommandStatus.Ok)
        .OnQuery((request, _) => new(new QuerySmResp { MessageId = request.Pdu.MessageId }));
}
