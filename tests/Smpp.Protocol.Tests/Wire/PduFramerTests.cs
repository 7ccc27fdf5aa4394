using CsCheck;

namespace Smpp.Protocol.Tests;

public class PduFramerTests
{
    [Fact]
    public void A_header_is_sixteen_big_endian_octets()
    {
        byte[] octets = Wire.Hex("0000002F 00000002 00000008 01020304");

        PduHeader header = PduHeader.Read(octets);
        byte[] written = new byte[PduHeader.Size];
        header.Write(written);

        Assert.Equal(new PduHeader(47, CommandId.BindTransmitter, CommandStatus.SystemError, 0x01020304), header);
        Assert.Equal(octets, written);
    }

    [Fact]
    public void A_whole_pdu_is_cut_from_a_longer_buffer()
    {
        byte[] octets = Wire.Hex("00000012 00000015 00000000 00000007 AABB 00000010");

        FrameResult result = PduFramer.TryRead(octets, 1000, out PduHeader header, out ReadOnlySpan<byte> body);

        Assert.Equal(FrameResult.Frame, result);
        Assert.Equal(CommandId.EnquireLink, header.Id);
        Assert.Equal(7u, header.Sequence);
        Assert.Equal([0xAA, 0xBB], body.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    public void A_pdu_that_is_not_all_there_is_incomplete(int length)
    {
        byte[] octets = Wire.Hex("00000012 00000015 00000000 00000007 AABB");

        FrameResult result = PduFramer.TryRead(octets.AsSpan(0, length), 1000, out _, out ReadOnlySpan<byte> body);

        Assert.Equal(FrameResult.Incomplete, result);
        Assert.True(body.IsEmpty);
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("0000000F")]
    [InlineData("00000101")]
    [InlineData("7FFFFFFF")]
    [InlineData("80000000")]
    [InlineData("FFFFFFFF")]
    public void A_length_out_of_bounds_is_refused_from_its_four_octets_alone(string length) =>
        Assert.Equal(FrameResult.BadLength, PduFramer.TryRead(Wire.Hex(length), PduFramer.UnboundMaxLength, out _, out _));

    [Fact]
    public void A_length_exactly_at_the_bound_is_taken() =>
        Assert.Equal(FrameResult.Incomplete, PduFramer.TryRead(Wire.Hex("00000100"), PduFramer.UnboundMaxLength, out _, out _));

    [Fact]
    public void A_request_of_http_is_a_bad_length() =>
        Assert.Equal(FrameResult.BadLength, PduFramer.TryRead("GET / HTTP/1.1\r\n\r\n"u8, PduFramer.DefaultMaxLength, out _, out _));

    [Fact]
    public void The_default_bound_lets_a_full_message_payload_through()
    {
        byte[] pdu = Wire.PduOf(new SubmitSm { Tlvs = new TlvList().Add(TlvTag.MessagePayload, new byte[ushort.MaxValue]) });

        Assert.Equal(FrameResult.Frame, PduFramer.TryRead(pdu, PduFramer.DefaultMaxLength, out _, out _));
    }

    [Fact]
    public void A_stream_split_anywhere_gives_the_same_pdus() =>
        Gen.Select(Gens.Submit.Array[1, 5], Gen.Int[1, 40].Array[1, 30]).Sample((submits, chunks) =>
        {
            byte[] stream = [.. submits.SelectMany((submit, index) => Wire.PduOf(submit, (uint)index))];
            List<SubmitSm> read = [];
            byte[] buffer = [];
            int position = 0;
            for (int i = 0; position < stream.Length; i++)
            {
                int taken = Math.Min(chunks[i % chunks.Length], stream.Length - position);
                buffer = [.. buffer, .. stream.AsSpan(position, taken)];
                position += taken;
                while (PduFramer.TryRead(buffer, PduFramer.DefaultMaxLength, out PduHeader header, out ReadOnlySpan<byte> body)
                    == FrameResult.Frame)
                {
                    Assert.Equal((uint)read.Count, header.Sequence);
                    Assert.True(SubmitSm.TryRead(body, out SubmitSm? submit, out _));
                    read.Add(submit!);
                    buffer = buffer[(int)header.Length..];
                }
            }
            Assert.Empty(buffer);
            Assert.Equal(submits, read);
        }, iter: 200);

    [Fact]
    public void Random_octets_are_framed_or_refused_but_never_throw() =>
        Gens.Octets.Sample(octets =>
        {
            FrameResult result = PduFramer.TryRead(octets, 200, out PduHeader header, out ReadOnlySpan<byte> body);
            Assert.Equal(result == FrameResult.Frame ? (int)header.Length - PduHeader.Size : 0, body.Length);
        });
}
