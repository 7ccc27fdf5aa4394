using CsCheck;

namespace Smpp.Protocol.Tests;

public class MessageIdBodyTests
{
    [Fact]
    public void A_deliver_response_with_no_id_is_a_single_nul() =>
        Assert.Equal([0], Wire.BodyOf(new MessageIdBody(CommandId.DeliverSmResp, default)));

    [Fact]
    public void A_response_of_sixteen_octets_has_an_empty_id()
    {
        Assert.True(MessageIdBody.TryRead(CommandId.SubmitSmResp, default, out MessageIdBody body, out _));
        Assert.True(body.MessageId.IsEmpty);
        Assert.Equal(CommandId.SubmitSmResp, body.Id);
    }

    [Fact]
    public void Sixty_four_octets_of_id_fit_and_sixty_five_do_not()
    {
        byte[] id = [.. Enumerable.Repeat((byte)'a', 64)];

        Assert.True(MessageIdBody.TryRead(CommandId.SubmitSmResp, [.. id, 0], out MessageIdBody body, out _));
        Assert.Equal(id, body.MessageId);
        Assert.False(MessageIdBody.TryRead(CommandId.SubmitSmResp, [.. id, (byte)'a', 0], out _, out DecodeError error));
        Assert.Equal(new DecodeError(PduField.MessageId, DecodeFault.TooLong, 0), error);
        Assert.Equal(CommandStatus.InvalidMessageId, error.ToStatus());
        Assert.Throws<ArgumentException>(() => Wire.BodyOf(new MessageIdBody(CommandId.SubmitSmResp, [.. id, (byte)'a'])));
    }

    [Fact]
    public void An_id_without_nul_is_an_error()
    {
        Assert.False(MessageIdBody.TryRead(CommandId.SubmitSmResp, "42"u8, out _, out DecodeError error));
        Assert.Equal(DecodeFault.Truncated, error.Fault);
    }

    [Fact]
    public void Broken_tlvs_do_not_cost_the_id()
    {
        byte[] octets = Wire.Hex("343200 0427 0009 02");
        Assert.False(MessageIdBody.TryRead(CommandId.SubmitSmResp, octets, out MessageIdBody body, out DecodeError error));
        Assert.Equal("42"u8.ToArray(), body.MessageId);
        Assert.Equal(CommandStatus.InvalidTlvStream, error.ToStatus());
    }

    [Fact]
    public void Ids_and_tlvs_come_back() =>
        Gen.Select(Gens.Text(0, 64), Gens.Tlvs).Sample((id, tlvs) =>
        {
            var submit = new SubmitSmResp { MessageId = id, Tlvs = tlvs };
            var deliver = new DeliverSmResp { MessageId = id, Tlvs = tlvs };
            return SubmitSmResp.TryRead(Wire.BodyOf(submit), out SubmitSmResp? one, out _) && one == submit
                && DeliverSmResp.TryRead(Wire.BodyOf(deliver), out DeliverSmResp? other, out _) && other == deliver;
        });

    [Fact]
    public void Random_octets_are_a_response_or_an_error() =>
        Gens.Octets.Sample(octets =>
            MessageIdBody.TryRead(CommandId.SubmitSmResp, octets, out _, out DecodeError error) == (error == default));

    [Theory]
    [InlineData(CommandId.EnquireLink)]
    [InlineData(CommandId.UnbindResp)]
    [InlineData(CommandId.GenericNack)]
    public void Commands_without_body_are_sixteen_octets(CommandId id) =>
        Assert.Equal(PduHeader.Size, Wire.PduOf(new EmptyBody(id)).Length);
}
