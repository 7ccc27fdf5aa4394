using CsCheck;

namespace Smpp.Protocol.Tests;

public class BindTests
{
    private static readonly Bind Full = FullOf(CommandId.BindTransceiver);

    private static Bind FullOf(CommandId id) => new(id)
    {
        SystemId = "customer-1",
        Password = "secret08",
        SystemType = "VMA",
        InterfaceVersion = InterfaceVersion.V50,
        AddrTon = TypeOfNumber.International,
        AddrNpi = NumberingPlan.Isdn,
        AddressRange = "^4477",
    };

    [Theory]
    [InlineData(CommandId.BindTransmitter)]
    [InlineData(CommandId.BindReceiver)]
    [InlineData(CommandId.BindTransceiver)]
    public void All_three_binds_carry_all_fields(CommandId id)
    {
        Assert.True(Bind.TryRead(id, Wire.BodyOf(FullOf(id)), out Bind? read, out DecodeError error));
        Assert.Equal(FullOf(id), read);
        Assert.Equal(default, error);
    }

    [Theory]
    [InlineData("3132333435363738393031323334353600", PduField.SystemId, DecodeFault.TooLong, CommandStatus.InvalidSystemId)]
    [InlineData("41", PduField.SystemId, DecodeFault.Truncated, CommandStatus.InvalidSystemId)]
    [InlineData("4100 31323334353637383900", PduField.Password, DecodeFault.TooLong, CommandStatus.InvalidPassword)]
    [InlineData("4100 4200 3132333435363738393031323300", PduField.SystemType, DecodeFault.TooLong, CommandStatus.InvalidSystemType)]
    [InlineData("4100 4200 4300", PduField.InterfaceVersion, DecodeFault.Truncated, CommandStatus.InvalidCommandLength)]
    [InlineData("4100 4200 4300 34 00", PduField.AddrNpi, DecodeFault.Truncated, CommandStatus.InvalidCommandLength)]
    [InlineData("4100 4200 4300 34 0000 31", PduField.AddressRange, DecodeFault.Truncated, CommandStatus.InvalidCommandLength)]
    [InlineData("4100 4200 4300 34 0000 00 0210", PduField.Tlv, DecodeFault.TrailingOctets, CommandStatus.InvalidTlvStream)]
    public void A_broken_bind_is_answered_with_the_status_of_its_field(string hex, PduField field, DecodeFault fault, CommandStatus status)
    {
        Assert.False(Bind.TryRead(CommandId.BindTransceiver, Wire.Hex(hex), out Bind? bind, out DecodeError error));
        Assert.Null(bind);
        Assert.Equal((field, fault), (error.Field, error.Fault));
        Assert.Equal(status, error.ToStatus());
    }

    [Fact]
    public void A_longer_password_is_read_where_the_operator_allows_it()
    {
        byte[] body = Wire.BodyOf(Full with { Password = "longer-than-eight" });

        Assert.False(Bind.TryRead(CommandId.BindTransceiver, body, out _, out _));
        Assert.True(Bind.TryRead(CommandId.BindTransceiver, body, out Bind? read, out _, passwordMaximum: 64));
        Assert.Equal("longer-than-eight", read!.Password);
    }

    [Fact]
    public void The_password_never_shows()
    {
        Assert.DoesNotContain("secret08", Full.ToString(), StringComparison.Ordinal);
        Assert.Contains("customer-1", Full.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_cannot_be_set()
    {
        Assert.Throws<ArgumentException>(() => Full with { SystemId = "sixteen-letters!" });
        Assert.Throws<ArgumentException>(() => Full with { SystemId = "a\0b" });
        Assert.Throws<ArgumentException>(() => Full with { AddressRange = "€" });
    }

    [Fact]
    public void Random_octets_are_a_bind_or_an_error() =>
        Gens.Octets.Sample(octets => Bind.TryRead(CommandId.BindReceiver, octets, out Bind? bind, out DecodeError error)
            ? bind is not null && error == default
            : bind is null && error != default);

    [Fact]
    public void Random_binds_come_back() =>
        Gen.Select(Gens.Text(0, 15), Gens.Text(0, 8), Gens.Text(0, 12), Gens.Text(0, 40), Gen.Byte.Array[3]).Sample(
            (systemId, password, systemType, range, octets) =>
            {
                var bind = new Bind(CommandId.BindReceiver)
                {
                    SystemId = systemId,
                    Password = password,
                    SystemType = systemType,
                    AddressRange = range,
                    InterfaceVersion = (InterfaceVersion)octets[0],
                    AddrTon = (TypeOfNumber)octets[1],
                    AddrNpi = (NumberingPlan)octets[2],
                };
                return Bind.TryRead(bind.Id, Wire.BodyOf(bind), out Bind? read, out _) && read == bind;
            });

    [Theory]
    [InlineData("", "", null)]
    [InlineData("534D534300", "SMSC", null)]
    [InlineData("534D534300 0210 0001 34", "SMSC", 0x34)]
    [InlineData("534D534300 1400 0002 AABB 0210 0001 50", "SMSC", 0x50)]
    [InlineData("534D534300 0210 0002 3400", "SMSC", null)]
    [InlineData("534D534300 0210 00", "SMSC", null)]
    public void A_bind_response_is_never_refused_over_its_tlvs(string hex, string systemId, int? version)
    {
        Assert.True(BindResp.TryRead(CommandId.BindTransceiverResp, Wire.Hex(hex), out BindResp? resp, out _));
        Assert.Equal(systemId, resp!.SystemId);
        Assert.Equal((InterfaceVersion?)(byte?)version, resp.ScInterfaceVersion);
    }

    [Fact]
    public void A_bind_response_writes_its_version_only_when_there_is_one()
    {
        Assert.Equal(Wire.Hex("534D534300 0210 0001 34"),
            Wire.BodyOf(new BindResp(CommandId.BindTransmitterResp) { SystemId = "SMSC", ScInterfaceVersion = InterfaceVersion.V34 }));
        Assert.Equal(Wire.Hex("534D534300"), Wire.BodyOf(new BindResp(CommandId.BindTransmitterResp) { SystemId = "SMSC" }));
    }

    [Fact]
    public void A_bind_response_without_nul_is_an_error()
    {
        Assert.False(BindResp.TryRead(CommandId.BindTransceiverResp, "SMSC"u8, out BindResp? resp, out DecodeError error));
        Assert.Null(resp);
        Assert.Equal(PduField.SystemId, error.Field);
    }

    [Theory]
    [InlineData(0x00, InterfaceVersion.V50, InterfaceVersion.V33)]
    [InlineData(0x33, InterfaceVersion.V50, InterfaceVersion.V33)]
    [InlineData(0x34, InterfaceVersion.V50, InterfaceVersion.V34)]
    [InlineData(0x35, InterfaceVersion.V50, InterfaceVersion.V34)]
    [InlineData(0x4F, InterfaceVersion.V50, InterfaceVersion.V34)]
    [InlineData(0x50, InterfaceVersion.V50, InterfaceVersion.V50)]
    [InlineData(0xFF, InterfaceVersion.V50, InterfaceVersion.V50)]
    [InlineData(0x50, InterfaceVersion.V34, InterfaceVersion.V34)]
    [InlineData(0x34, InterfaceVersion.V33, InterfaceVersion.V33)]
    public void The_lower_version_of_both_sides_is_spoken(byte peer, InterfaceVersion ours, InterfaceVersion expected) =>
        Assert.Equal(expected, InterfaceVersion.Negotiate(peer, ours));

    [Fact]
    public void Tlvs_are_for_peers_from_3_4_on()
    {
        Assert.False(InterfaceVersion.V33.SupportsTlvs);
        Assert.True(InterfaceVersion.V34.SupportsTlvs);
        Assert.True(InterfaceVersion.V50.SupportsTlvs);
    }
}
