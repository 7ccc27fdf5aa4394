using System.Text;
using Microsoft.Extensions.Time.Testing;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>Receipts that come before the response that brings their id.</summary>
public sealed class SentIndexTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Heartbeat _heartbeat;
    private readonly SentIndex _index;
    private readonly List<(string Id, string Error, bool Known)> _posted = [];

    public SentIndexTests()
    {
        _heartbeat = new Heartbeat(_time);
        _index = Of(1_000_000);
        _heartbeat.Add(_index);
    }

    [Fact]
    public void An_answer_lets_go_its_own_receipts_by_age_and_no_others()
    {
        Sending(2);
        foreach (string id in (string[])["c", "other", "b", "a", "B", "c"])
            Receive(id, $"{_posted.Count}", MessageState.Enroute);
        _index.OnSent(Sent("a", "b", "c"));

        Assert.Equal(["c", "b", "a", "B", "c"], _posted.Select(posted => posted.Id));
        Assert.All(_posted, posted => Assert.True(posted.Known));
        _index.OnSent(null);
        Assert.Equal(("other", "", false), _posted[^1] with { Error = "" });
    }

    [Fact]
    public void What_follows_a_final_receipt_of_the_same_id_waits_its_time_and_parts_may_share_an_id()
    {
        Sending(2);
        Receive("a", "1");
        Receive("a", "2");
        _index.OnSent(Sent("a", "a"));
        Assert.Equal([("a", "1", true)], _posted);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal([("a", "1", true), ("a", "2", false)], _posted);
    }

    [Fact]
    public void Receipts_whose_message_never_shows_go_by_age_when_their_time_is_over()
    {
        Sending(1);
        Receive("x", "1");
        Receive("y", "2");
        _time.Advance(TimeSpan.FromSeconds(3));
        Receive("x", "3");
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([("x", "1", false), ("y", "2", false)], _posted);
        _index.Flush();

        Assert.Equal(("x", "3", false), _posted[^1]);
    }

    [Fact]
    public async Task Answers_do_not_go_through_the_receipts_of_other_messages()
    {
        // Each of them looking at each of the others would be ten thousand million looks.
        const int Foreign = 200_000;
        const int Answers = 50_000;
        Sending(Answers + 1);
        for (int i = 0; i < Foreign; i++)
            Receive($"foreign {i}", "");
        await Task.Run(() =>
        {
            for (int i = 0; i < Answers; i++)
                _index.OnSent(Sent($"own {i}"));
        }).InTime();

        Assert.Empty(_posted);
        _index.OnSent(null);
        Assert.Equal(Foreign, _posted.Count);
    }

    [Fact]
    public void What_a_final_receipt_has_answered_takes_no_place_of_what_is_awaited()
    {
        var index = Of(2);
        Send(index, "a");
        Send(index, "b");
        Receive(index, "b");
        Send(index, "c");
        Receive(index, "a");
        Receive(index, "c");

        Assert.Equal([("b", true), ("a", true), ("c", true)], _posted.Select(posted => (posted.Id, posted.Known)));
    }

    [Fact]
    public void An_id_that_is_used_again_is_as_old_as_its_later_message()
    {
        var index = Of(2);
        Send(index, "a");
        Send(index, "a");
        Send(index, "b");
        Receive(index, "a");
        Receive(index, "b");

        Assert.Equal([("a", true), ("b", true)], _posted.Select(posted => (posted.Id, posted.Known)));
    }

    [Fact]
    public void What_is_awaited_again_after_a_refused_receipt_is_forgotten_in_its_turn()
    {
        var index = Of(1);
        var refused = new Arrival(null, long.MaxValue);
        Send(index, "a");
        Receive(index, "a", arrival: refused);
        Send(index, "b");
        refused.TryAnswer(CommandStatus.ReceiverTemporaryError);
        Send(index, "c");
        Receive(index, "a");
        Receive(index, "c");

        Assert.Equal([("a", true), ("a", false), ("c", true)], _posted.Select(posted => (posted.Id, posted.Known)));
    }

    [Fact]
    public void A_receipt_that_was_refused_while_it_waited_finds_its_message_when_it_comes_again()
    {
        var refused = new Arrival(null, long.MaxValue);
        Sending(1);
        Receive(_index, "a", arrival: refused);
        refused.TryAnswer(CommandStatus.ReceiverTemporaryError);
        _index.OnSent(Sent("a"));
        Receive("a", "again");

        Assert.Equal([("a", "", true), ("a", "again", true)], _posted);
    }

    [Theory]
    [InlineData("stat:BUFFERED", null)]
    [InlineData("stat:ACCEPTD", null)]
    [InlineData("stat:ENROUTE", null)]
    [InlineData("err:000", null)]
    [InlineData("stat:DELIVRD", 10)]
    public void A_receipt_that_names_no_final_state_leaves_the_message_to_the_one_that_does(string words, int? state)
    {
        var own = new DeliverSm
        {
            EsmClass = EsmClass.Receipt,
            ShortMessage = Encoding.ASCII.GetBytes($"id:a {words}"),
            Tlvs = state is { } value ? default(TlvList).AddByte(TlvTag.MessageState, (byte)value) : default,
        };
        Assert.True(DeliveryReceipt.TryRead(own, out var receipt));
        Send(_index, "a");
        _index.OnReceipt(new ReceivedReceipt(receipt!, null, null, own), null);
        Receive("a", "the end");
        Receive("a", "after it");

        Assert.Equal([true, true, false], _posted.Select(posted => posted.Known));
    }

    [Fact]
    public void A_receipt_that_says_UNKNOWN_is_final()
    {
        Send(_index, "a");
        Receive("a", "1", MessageState.Unknown);
        Receive("a", "2");

        Assert.Equal([true, false], _posted.Select(posted => posted.Known));
    }

    public void Dispose() => _heartbeat.Dispose();

    private SentIndex Of(int capacity) => new(
        new SmppClientOptions { AwaitedReceipts = capacity }, _heartbeat,
        (receipt, _) => _posted.Add((receipt.MessageId, receipt.Receipt.Error, receipt.Message is not null)));

    private void Sending(int messages)
    {
        for (int i = 0; i < messages; i++)
            _index.OnSending();
    }

    private static void Send(SentIndex index, string id)
    {
        index.OnSending();
        index.OnSent(Sent(id));
    }

    private void Receive(string id, string error, MessageState state = MessageState.Delivered) => Receive(_index, id, error, state);

    private static void Receive(
        SentIndex index, string id, string error = "", MessageState state = MessageState.Delivered, Arrival? arrival = null) =>
        index.OnReceipt(
            new ReceivedReceipt(new DeliveryReceipt { Id = id, Error = error, State = state }, null, null, new DeliverSm()), arrival);

    private static SentMessage Sent(params string[] ids) => new(
        null,
        [.. ids.Select((id, i) => new SentPart(i + 1, new SubmitSm(), new SubmitResult(SubmitOutcome.Accepted, CommandStatus.Ok, id)))]);
}
