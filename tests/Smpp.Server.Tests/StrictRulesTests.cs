using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Server.Tests;

/// <summary>How strictly a message centre reads requests, by their octets on a socket.</summary>
public class StrictRulesTests
{
    // source_port of one octet, which has two; privacy_indicator 9, where 0 to 3 are defined; alert_on_message_delivery without any octet.
    private const string WrongLength = "020A 0001 01";
    private const string WrongValue = "0201 0001 09";
    private const string Right = "130C 0000";

    [Theory]
    [InlineData(WrongLength, CommandStatus.InvalidTlvLength)]
    [InlineData(WrongValue, CommandStatus.InvalidTlvValue)]
    [InlineData(Right, CommandStatus.Ok)]
    public async Task Under_strict_rules_a_known_TLV_of_a_wrong_length_or_value_is_refused(string tlv, CommandStatus status)
    {
        await using var centre = Started(options => options.Strict = true);
        await using var esme = await BoundAsync(centre);
        await esme.SendAsync(Submit(2, tlv), WirePdu.Submit(3));

        Assert.Equal(status, (await esme.ReceiveAsync(CommandId.SubmitSmResp)).Status);
        Assert.Equal(CommandStatus.Ok, (await esme.ReceiveAsync(CommandId.SubmitSmResp)).Status);
    }

    [Theory]
    [InlineData(WrongLength)]
    [InlineData(WrongValue)]
    public async Task By_default_it_is_taken_and_counted(string tlv)
    {
        await using var centre = Started();
        await using var esme = await BoundAsync(centre);
        await esme.SendAsync(Submit(2, tlv));

        Assert.Equal(CommandStatus.Ok, (await esme.ReceiveAsync(CommandId.SubmitSmResp)).Status);
        var departures = Assert.Single(centre.Sessions).Session.Counters.Departures;
        Assert.Equal(1, departures[tlv == WrongLength ? Leniency.TlvLength : Leniency.TlvValue]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broadcast_sm_without_its_TLVs_is_RMISSINGTLV_and_reaches_no_handler(bool strict)
    {
        int handled = 0;
        await using var centre = Started(options => options.Strict = strict, centre => centre.OnBroadcast((_, _) =>
        {
            handled++;
            return new(new BroadcastSmResp { MessageId = "1" });
        }));
        await using var esme = await BoundAsync(centre);
        // broadcast_area_identifier, content type, rep_num and, in the second alone, frequency_interval.
        const string tlvs = "0606 0002 0041 0601 0003 000000 0604 0002 0001";
        await esme.SendAsync(
            WirePdu.Raw(CommandId.BroadcastSm, 2, Hex("00 000000 00 00 00 00 00 00 00" + tlvs)),
            WirePdu.Raw(CommandId.BroadcastSm, 3, Hex("00 000000 00 00 00 00 00 00 00" + tlvs + "0605 0003 080001")));

        Assert.Equal(CommandStatus.MissingTlv, (await esme.ReceiveAsync(CommandId.BroadcastSmResp)).Status);
        Assert.Equal(CommandStatus.Ok, (await esme.ReceiveAsync(CommandId.BroadcastSmResp)).Status);
        Assert.Equal(1, handled);
    }

    [Fact]
    public void Strict_is_DecodeRules_Strict_and_leaves_other_rules_alone_when_it_is_not_set()
    {
        var own = DecodeRules.Tolerant with { LongestPassword = 20 };
        var options = new MessageCentreOptions { Session = SessionOptions.Default with { Rules = own } };
        options.Strict = false;
        Assert.Same(own, options.Session.Rules);
        options.Strict = true;
        Assert.Same(DecodeRules.Strict, options.Session.Rules);
        options.Strict = false;
        Assert.Null(options.Session.Rules);
    }

    private static MessageCentre Started(Action<MessageCentreOptions>? configure = null, Action<MessageCentre>? more = null)
    {
        var centre = CentreRig.Accepting(options =>
        {
            options.Version = InterfaceVersion.V50;
            options.HandlersPerSession = 1;
            configure?.Invoke(options);
        }).OnSubmit((_, _) => new(new SubmitSmResp { MessageId = "1" }));
        more?.Invoke(centre);
        centre.Start();
        return centre;
    }

    private static async Task<RawPeer> BoundAsync(MessageCentre centre)
    {
        var peer = await RawPeer.ConnectAsync(centre.EndPoint);
        Assert.Equal(CommandStatus.Ok, (await peer.BindAsync(version: InterfaceVersion.V50)).Status);
        return peer;
    }

    private static byte[] Submit(uint sequence, string tlv) =>
        WirePdu.Raw(CommandId.SubmitSm, sequence, [.. WirePdu.Submit(sequence)[PduHeader.Size..], .. Hex(tlv)]);

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
