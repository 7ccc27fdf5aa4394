using Smpp.Protocol;

namespace Smpp.Testing.Tests;

public class ScriptedPeerTests
{
    private static readonly Bind Transceiver = new(CommandId.BindTransceiver) { SystemId = "demo", Password = "demo" };

    [Fact]
    public async Task Two_scripts_bind_exchange_and_hang_up()
    {
        var link = new MemoryLink();
        await using var esme = new ScriptedPeer(link.First);
        await using var centre = new ScriptedPeer(link.Second);
        var binding = esme.BindAsync(Transceiver);
        Assert.Equal("demo", (await centre.AcceptBindAsync("centre")).Pdu.SystemId);
        Assert.Equal("centre", (await binding).Pdu.SystemId);

        uint sequence = await esme.SendAsync(new SubmitSm { Destination = Address.Parse("12345"), Text = "hello" });
        var submit = await centre.ExpectAsync<SubmitSm>();
        Assert.Equal((sequence, "hello"), (submit.Sequence, submit.Pdu.Text));
        await centre.ReplyAsync(submit, new SubmitSmResp { MessageId = "1" });
        var answer = await esme.ExpectAsync<SubmitSmResp>();
        Assert.Equal((sequence, "1"), (answer.Sequence, answer.Pdu.MessageId));

        centre.HangUp();
        await esme.ExpectEndAsync();
    }

    [Fact]
    public async Task A_refusal_is_header_only_and_keeps_its_status()
    {
        var link = new MemoryLink();
        var esme = new ScriptedPeer(link.First);
        var centre = new ScriptedPeer(link.Second);
        await esme.SendAsync(Transceiver);
        await centre.ReplyAsync(await centre.ExpectAsync<Bind>(), CommandStatus.InvalidPassword);

        var refused = await esme.ExpectAsync(CommandId.BindTransceiverResp);
        Assert.Equal((CommandStatus.InvalidPassword, PduHeader.Size), (refused.Status, (int)refused.Header.Length));
    }

    [Fact]
    public async Task What_departs_from_the_script_is_said_with_what_came_instead()
    {
        var link = new MemoryLink();
        var esme = new ScriptedPeer(link.First);
        var centre = new ScriptedPeer(link.Second);
        await esme.SendAsync(new EmptyPdu(CommandId.Unbind));

        var departed = await Assert.ThrowsAsync<ScriptException>(() => centre.ExpectAsync<SubmitSm>());
        Assert.Contains("SubmitSm", departed.Message, StringComparison.Ordinal);
        Assert.Contains("unbind", departed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enquire_links_are_answered_beside_the_script_unless_it_wants_them()
    {
        var link = new MemoryLink();
        var esme = new ScriptedPeer(link.First);
        var centre = new ScriptedPeer(link.Second);
        await esme.SendAsync(new EmptyPdu(CommandId.EnquireLink));
        await esme.SendAsync(new EmptyPdu(CommandId.Unbind));
        await centre.ExpectAsync(CommandId.Unbind);
        await esme.ExpectAsync(CommandId.EnquireLinkResp);

        centre.AnswersEnquireLinks = false;
        await esme.SendAsync(new EmptyPdu(CommandId.EnquireLink));
        await centre.ExpectAsync(CommandId.EnquireLink);
    }

    [Fact]
    public async Task Nothing_within_its_patience_is_a_departure_too()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var peer = new ScriptedPeer(new MemoryLink().First, time);
        var waiting = peer.ExpectAsync<SubmitSm>();
        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Contains("30 s", (await Assert.ThrowsAsync<ScriptException>(() => waiting.InTime())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_after_its_patience_is_the_next_to_be_expected()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var link = new MemoryLink { ReadAtMost = 3 };
        var esme = new ScriptedPeer(link.First);
        var centre = new ScriptedPeer(link.Second, time);
        byte[] octets = new SubmitSm { Destination = Address.Parse("12345"), Text = "late" }.ToArray(7);
        await esme.SendAsync(octets.AsMemory(0, 5));
        for (int i = 0; i < 2; i++)
        {
            var waiting = centre.ExpectAsync<SubmitSm>();
            time.Advance(centre.Patience);
            await Assert.ThrowsAsync<ScriptException>(() => waiting.InTime());
        }
        await esme.SendAsync(octets.AsMemory(5));
        await esme.SendAsync(new EmptyPdu(CommandId.Unbind));

        var submit = await centre.ExpectAsync<SubmitSm>().InTime();
        Assert.Equal((7u, "late"), (submit.Sequence, submit.Pdu.Text));
        await centre.ExpectAsync(CommandId.Unbind).InTime();
    }

    [Fact]
    public async Task Pdus_are_whole_however_the_link_splits_them()
    {
        var link = new MemoryLink { ReadAtMost = 3 };
        var esme = new ScriptedPeer(link.First);
        var centre = new ScriptedPeer(link.Second);
        for (int i = 0; i < 20; i++)
            await esme.SendAsync(new SubmitSm { Destination = Address.Parse("12345"), Text = new string('x', 150) });

        for (uint i = 1; i <= 20; i++)
            Assert.Equal((i, 150), ((await centre.ExpectAsync<SubmitSm>()) is var pdu ? (pdu.Sequence, pdu.Pdu.Text.Length) : default));
    }

    [Fact]
    public async Task Octets_that_are_no_pdu_are_sent_as_they_are()
    {
        var link = new MemoryLink();
        var esme = new ScriptedPeer(link.First);
        var centre = new ScriptedPeer(link.Second);
        await esme.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        Assert.Contains("command_length", (await Assert.ThrowsAsync<ScriptException>(() => centre.ExpectAsync<Bind>())).Message,
            StringComparison.Ordinal);
    }
}
