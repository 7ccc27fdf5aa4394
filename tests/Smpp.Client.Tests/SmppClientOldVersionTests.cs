using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client.Tests;

/// <summary>What a message centre bound below v3.4 is sent (v3.4 §3.4).</summary>
public class SmppClientOldVersionTests
{
    private static readonly SubmitSm Hello = new()
    {
        Destination = Address.Parse("+447700900123"),
        ShortMessage = "hello"u8.ToArray(),
        Tlvs = new TlvList().AddByte(TlvTag.UserMessageReference, 7).Add((TlvTag)0x1501, "vendor"u8),
    };

    [Fact]
    public async Task A_message_centre_of_3_3_gets_no_TLVs()
    {
        await using var rig = await ClientRig.ConnectAsync(Old);
        var sending = rig.Client.SendTextAsync(Hello, new string('x', 400));
        var parts = new List<SubmitSm>();
        foreach (string id in (string[])["a1", "a2", "a3"])
            parts.Add(await rig.AnswerAsync(id));
        Assert.Equal(parts, (await sending.InTime()).EnsureAccepted().Parts.Select(part => part.Message));
        Assert.Equal(new string('x', 400), string.Concat(parts.Select(part => part.Text)));
        var submitting = rig.Client.SubmitAsync(Hello).AsTask();
        parts.Add(await rig.AnswerAsync("a4"));
        Assert.True((await submitting.InTime()).IsAccepted);
        var querying = rig.Client.QueryAsync(new QuerySm { MessageId = "7", Tlvs = Hello.Tlvs });
        var query = await rig.Peer.ExpectAsync<QuerySm>();
        await rig.Peer.ReplyAsync(query, new QuerySmResp { MessageId = "7" });
        await querying.InTime();

        Assert.All([.. parts, query.Pdu], (TlvPdu sent) => Assert.True(sent.Tlvs.IsEmpty));
        Assert.Equal(Hello with { Tlvs = default }, parts[^1]);
        var payload = new TextOptions { Concatenation = ConcatenationMode.Payload };
        var shortly = rig.Client.SendTextAsync(Hello, new string('y', 254), payload);
        var moved = await rig.AnswerAsync("a5");
        Assert.Equal((new string('y', 254), 254), (moved.Text, moved.ShortMessage.Length));
        Assert.True((await shortly.InTime()).IsAccepted);
    }

    [Fact]
    public async Task A_message_centre_of_3_4_gets_the_TLVs_that_the_application_sets()
    {
        await using var rig = await ClientRig.ConnectAsync();
        var submitting = rig.Client.SubmitAsync(Hello).AsTask();

        Assert.Equal(Hello, await rig.AnswerAsync("1"));
        await submitting.InTime();
    }

    [Theory]
    [InlineData(InterfaceVersion.V34, true)]
    [InlineData(InterfaceVersion.V33, false)]
    public async Task A_message_centre_that_names_no_version_gets_TLVs_unless_the_options_say_otherwise(InterfaceVersion unnamed, bool tlvs)
    {
        await using var rig = await ClientRig.ConnectAsync(
            options => options.Session = options.Session with { UnnamedVersion = unnamed }, namesVersion: false);
        var submitting = rig.Client.SubmitAsync(Hello).AsTask();

        Assert.Equal(tlvs ? Hello : Hello with { Tlvs = default }, await rig.AnswerAsync("1"));
        await submitting.InTime();
    }

    [Fact]
    public async Task A_short_message_of_255_octets_is_a_payload_to_a_message_centre_of_3_4_and_itself_to_one_of_5_0()
    {
        var longest = Hello with { ShortMessage = Enumerable.Repeat((byte)'z', 255).ToArray() };
        await using var rig = await ClientRig.ConnectAsync();
        var submitting = rig.Client.SubmitAsync(longest).AsTask();

        var sent = await rig.AnswerAsync("1");
        Assert.Equal((0, new string('z', 255)), (sent.ShortMessage.Length, sent.Text));
        await submitting.InTime();
        var refused = await Assert.ThrowsAsync<SmppNotSentException>(
            () => rig.Client.ReplaceAsync(new ReplaceSm { MessageId = "1", ShortMessage = longest.ShortMessage }).InTime());
        Assert.Contains("254 octets", refused.Message, StringComparison.Ordinal);

        await using var old = await ClientRig.ConnectAsync(Old);
        await Assert.ThrowsAsync<SmppNotSentException>(() => old.Client.SubmitAsync(longest).AsTask().InTime());
        await using var latest = await ClientRig.ConnectAsync(options => options.Version = InterfaceVersion.V50);
        submitting = latest.Client.SubmitAsync(longest).AsTask();
        Assert.Equal(longest, await latest.AnswerAsync("2"));
        await submitting.InTime();
    }

    [Fact]
    public async Task What_only_a_TLV_can_hold_is_not_sent_to_a_message_centre_of_3_3()
    {
        await using var rig = await ClientRig.ConnectAsync(Old);
        string text = new('x', 400);
        Task[] sending =
        [
            rig.Client.SubmitAsync(Hello with { Text = text }).AsTask(),
            rig.Client.SendTextAsync(Hello, text, new TextOptions { Concatenation = ConcatenationMode.Sar }),
            rig.Client.SendTextAsync(Hello, text, new TextOptions { Concatenation = ConcatenationMode.Payload }),
            rig.Client.SendDataAsync(new DataSm { Destination = Address.Parse("12345"), MessagePayload = "data"u8.ToArray() }),
        ];
        string[] named = ["message_payload", "sar_msg_ref_num", "message_payload", "message_payload"];
        for (int i = 0; i < sending.Length; i++)
        {
            var refused = await Assert.ThrowsAsync<SmppNotSentException>(() => sending[i].InTime());
            Assert.Contains($"its content in {named[i]}", refused.Message, StringComparison.Ordinal);
        }

        var next = rig.Client.SubmitAsync(Hello).AsTask();
        Assert.Equal(Hello with { Tlvs = default }, await rig.AnswerAsync("1"));
        await next.InTime();
    }

    private static void Old(SmppClientOptions options) => (options.Version, options.MoreMessagesToSend) = (InterfaceVersion.V33, true);
}
