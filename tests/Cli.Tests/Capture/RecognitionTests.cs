using Shared;

namespace Cli.Tests.Capture;

public class RecognitionTests
{
    private static readonly byte[] Bind = CapturedStream.Pdu(1, body: 30, id: 9);
    private static readonly byte[] BindResp = CapturedStream.Pdu(1, body: 5, id: 0x80000009);

    [Fact]
    public void A_connection_of_any_port_is_smpp_when_its_octets_are()
    {
        var stream = new CapturedStream(server: 9000)
            .Add(0, [], Packets.Syn).Answer(0, [], Packets.Syn).Add(1, Bind).Answer(1, BindResp).End();

        Assert.Equal([CapturedStream.HexOf(Bind), CapturedStream.HexOf(BindResp)], stream.Hex);
        Assert.Empty(stream.Notes);
    }

    [Fact]
    public void Once_recognised_a_connection_is_smpp_in_both_directions_however_it_is_cut()
    {
        var stream = new CapturedStream(server: 9000).Add(1, Bind).Answer(1, BindResp.AsSpan(0, 7)).Answer(8, BindResp.AsSpan(7)).End();

        Assert.Equal(2, stream.Pdus.Count);
    }

    [Fact]
    public void A_connection_is_recognised_in_its_middle()
    {
        var stream = new CapturedStream(server: 9000).Add(0, [], Packets.Syn).Add(1, Bind.AsSpan(20)).Add(27, Bind).End();

        Assert.Equal([CapturedStream.HexOf(Bind)], stream.Hex);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: example\r\n\r\n")]
    [InlineData("\0\0\0\u0010\0\0\0\u0015\0\0\0\0\0\0\0\u0001and something behind")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003abcdefghijklmnop")]
    public void Other_protocols_are_not(string payload)
    {
        var octets = payload.Select(letter => (byte)letter).ToArray();

        Assert.Empty(new CapturedStream(server: 9000).Add(1, octets).End().Pdus);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(590)]
    public void Octets_of_other_protocols_that_a_capture_cut_off_are_not_missed(int cut)
    {
        var stream = new CapturedStream(server: 9000).Add(0, [], Packets.Syn).Answer(0, [], Packets.Syn)
            .Add(1, new byte[600], cut: cut).Add(601, new byte[600], cut: cut).Add(2401, new byte[600], cut: cut).End();

        Assert.Empty(stream.Pdus);
        Assert.Empty(stream.Notes);
        Assert.False(stream.Lost);
    }

    [Fact]
    public void A_connection_is_recognised_behind_octets_that_a_capture_cut_off()
    {
        var stream = new CapturedStream(server: 9000).Add(0, [], Packets.Syn).Add(1, new byte[600], cut: 600).Add(601, Bind).End();

        Assert.Equal([CapturedStream.HexOf(Bind)], stream.Hex);
        Assert.Empty(stream.Notes);
    }

    [Theory]
    [InlineData(0x00000004u, 1u)]
    [InlineData(0x80000004u, 0x500u)]
    [InlineData(0x00001234u, 0u)]
    public void A_request_with_a_status_a_status_beyond_the_vendors_or_an_unknown_command_is_no_sign(uint id, uint status) =>
        Assert.Empty(new CapturedStream(server: 9000).Add(1, CapturedStream.Pdu(1, 4, id, status)).End().Pdus);

    [Fact]
    public void A_named_port_needs_no_sign_and_others_are_not_looked_at()
    {
        byte[] vendors = CapturedStream.Pdu(1, 4, 0x00010200);

        Assert.Single(new CapturedStream(server: 2775, recognise: false).Add(0, [], Packets.Syn).Add(1, vendors).End().Pdus);
        Assert.Empty(new CapturedStream(server: 9000, recognise: false).Add(1, Bind).End().Pdus);
    }

    [Fact]
    public void Another_protocol_on_the_port_of_smpp_is_shown_as_what_a_peer_would_make_of_it()
    {
        var listed = Listed.Of(CaptureFile.Pcap(101)
            .Add(0, 0, Listed.Packet([], 0, flags: Packets.Syn)).Add(0, 1, Listed.Packet("GET / HTTP/1.1\r\n\r\n"u8)).ToArray());

        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains("ESME_RINVCMDLEN", Assert.Single(listed.Objects).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("2 octets are passed over", listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_without_smpp_is_said_with_the_way_out()
    {
        var listed = Listed.Of(CaptureFile.Pcap(101).Add(0, 0, Listed.EnquireLinkPacket()).ToArray(), ports: [9000, 9001]);

        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains("no SMPP on port 9000 or 9001", listed.Errors, StringComparison.Ordinal);
        Assert.Contains("without --port", listed.Errors, StringComparison.Ordinal);
    }
}
