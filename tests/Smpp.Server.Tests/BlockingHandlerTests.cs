using Shared;
using Smpp.Protocol;
using static Smpp.Server.Tests.CentreRig;

namespace Smpp.Server.Tests;

/// <summary>Handlers that block their thread instead of awaiting.</summary>
public class BlockingHandlerTests
{
    [Fact]
    public async Task An_answer_leaves_while_the_next_handler_of_its_session_blocks()
    {
        using var waiting = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        EsmeSession? bound = null;
        await using var centre = Accepting(atOnce: 1).OnBound(session => bound = session).OnSubmit((request, ended) =>
        {
            (request.Pdu.Text == "first" ? waiting : release).Wait(RawPeer.Limit, ended);
            return new(new SubmitSmResp { MessageId = request.Pdu.Text });
        });
        await using var esme = await BindAsync(centre);
        await esme.SendAsync(Hello with { Text = "first" });
        await esme.SendAsync(Hello with { Text = "second" });
        await Until.Async(() => bound!.Session.InboundOutstanding == 2);
        waiting.Set();
        Assert.Equal("first", (await esme.ExpectAsync<SubmitSmResp>()).Pdu.MessageId);
        Assert.Equal(1, bound!.Session.InboundOutstanding);
        release.Set();

        Assert.Equal("second", (await esme.ExpectAsync<SubmitSmResp>()).Pdu.MessageId);
    }

    [Fact]
    public async Task A_handler_may_block_on_a_delivery_to_its_own_session()
    {
        await using var centre = Accepting(atOnce: 1)
            .OnSubmit((request, _) => new(new SubmitSmResp { MessageId = DeliverNow(request.Session).Name }));
        await using var esme = await BindAsync(centre);
        await esme.SendAsync(Hello);
        await esme.ReplyAsync(await esme.ExpectAsync<DeliverSm>(), new DeliverSmResp());

        Assert.Equal(CommandStatus.Ok.Name, (await esme.ExpectAsync<SubmitSmResp>()).Pdu.MessageId);
    }

    private static CommandStatus DeliverNow(EsmeSession session) =>
        session.DeliverAsync(new DeliverSm { Destination = Address.Parse("111"), Text = "hello" }).AsTask().GetAwaiter().GetResult();

    private static MessageCentre Accepting(int atOnce) =>
        new MessageCentre(new MessageCentreOptions { Address = "127.0.0.1", Port = 0, HandlersPerSession = atOnce })
            .OnBind(_ => CommandStatus.Ok);
}
