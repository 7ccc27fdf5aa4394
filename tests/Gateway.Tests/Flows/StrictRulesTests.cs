using Gateway.Configuration;
using Gateway.Tests.Harness;
using Peers;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>rules of an account: how strictly what it sends is read, by the octets on a socket.</summary>
public class StrictRulesTests
{
    // source_port of one octet, which has two; privacy_indicator 9, where 0 to 3 are defined.
    private static readonly byte[] WrongLength = [0x02, 0x0A, 0, 1, 1];
    private static readonly byte[] WrongValue = [0x02, 0x01, 0, 1, 9];

    [Theory]
    [InlineData(Strictness.Tolerant, CommandStatus.Ok, CommandStatus.Ok)]
    [InlineData(Strictness.Strict, CommandStatus.InvalidTlvLength, CommandStatus.InvalidTlvValue)]
    public async Task A_known_TLV_of_a_wrong_length_or_value_is_refused_under_strict_rules_alone(
        Strictness rules, CommandStatus length, CommandStatus value)
    {
        await using var bench = new Bench();
        bench.ChangeDemo(account => account with { Rules = rules });
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync();
        await using var customer = await RawPeer.ConnectAsync(bench.Node.Listening.First());
        Assert.Equal(CommandStatus.Ok, (await customer.BindAsync(password: "secret")).Status);

        Assert.Equal(length, await SubmitAsync(customer, 2, WrongLength));
        Assert.Equal(value, await SubmitAsync(customer, 3, WrongValue));
        Assert.Equal(CommandStatus.Ok, await SubmitAsync(customer, 4));

        await Until.Async(() => carrier.Submits.Count == (rules == Strictness.Strict ? 1 : 3));
    }

    [Theory]
    [InlineData(Strictness.Tolerant)]
    [InlineData(Strictness.Strict)]
    public async Task A_broadcast_sm_without_its_TLVs_is_RMISSINGTLV_and_the_session_goes_on(Strictness rules)
    {
        await using var bench = new Bench();
        bench.ChangeDemo(account => account with { Rules = rules });
        bench.AddCarrier("a");
        await bench.StartAsync();
        await using var customer = await RawPeer.ConnectAsync(bench.Node.Listening.First());
        Assert.Equal(CommandStatus.Ok, (await customer.BindAsync(password: "secret", version: InterfaceVersion.V50)).Status);

        await customer.SendAsync(WirePdu.Raw(CommandId.BroadcastSm, 2, new byte[11]));

        Assert.Equal(CommandStatus.MissingTlv, (await customer.ReceiveAsync(CommandId.BroadcastSmResp)).Status);
        Assert.Equal(CommandStatus.Ok, await SubmitAsync(customer, 3));
    }

    private static async Task<CommandStatus> SubmitAsync(RawPeer customer, uint sequence, params byte[] tlvs)
    {
        await customer.SendAsync(WirePdu.Raw(CommandId.SubmitSm, sequence, [.. WirePdu.Submit(sequence)[PduHeader.Size..], .. tlvs]));
        return (await customer.ReceiveAsync(CommandId.SubmitSmResp)).Status;
    }
}
