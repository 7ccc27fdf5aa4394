using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shared;
using Smpp.Protocol;
using Smpp.Session;
using Smpp.Testing;
using static Smpp.Server.Tests.CentreRig;

namespace Smpp.Server.Tests;

/// <summary>An ESME that answers enquire_link and no delivery.</summary>
public class MuteEsmeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_unbound_after_so_many_and_the_log_says_once_whose_session_it_was(bool withAccounts)
    {
        var time = new FakeTimeProvider();
        var log = new RecordingLogger();
        var options = new MessageCentreOptions
        {
            Address = "127.0.0.1",
            Port = 0,
            MostUnanswered = 3,
            EnquireLink = TimeSpan.Zero,
            ResponseTimeout = TimeSpan.FromSeconds(30),
            TimeProvider = time,
            LoggerFactory = new OneLogger(log),
        };
        await using var centre = new MessageCentre(options);
        var ended = new TaskCompletionSource<SessionEnd>();
        centre.OnEnded((_, end) => ended.TrySetResult(end));
        if (withAccounts)
            centre.UseAccounts(Accounts.Account());
        else
            centre.OnBind(_ => CommandStatus.Ok);
        await using var mute = await BindAsync(centre);
        await Until.Async(() => centre.FindReceiver("demo") is not null);
        var session = centre.FindReceiver("demo")!;
        var lost = new List<Task>();
        for (int i = 0; i < 3; i++)
        {
            lost.Add(session.DeliverAsync(new DeliverSm { Text = "hello" }).AsTask());
            await mute.ExpectAsync<DeliverSm>();
        }
        time.Advance(TimeSpan.FromSeconds(31));
        await mute.ReplyAsync(await mute.ExpectAsync(CommandId.Unbind), CommandStatus.Ok);
        mute.HangUp();

        foreach (var delivery in lost)
            Assert.Equal(LossReason.Timeout, (await Assert.ThrowsAsync<SmppRequestLostException>(() => delivery.InTime())).Reason);
        Assert.Equal(SessionEndReason.Unanswered, (await ended.Task.InTime()).Reason);
        var (level, _, text) = Assert.Single(log.Lines, line => line.Event.Id == 2018);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("demo", text, StringComparison.Ordinal);
        Assert.Contains(" 3 requests", text, StringComparison.Ordinal);
    }
}
