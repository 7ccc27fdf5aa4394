using System.Buffers.Binary;
using Shared;

namespace Cli.Tests.Capture;

public class CaptureFormatTests
{
    private const uint Seconds = 1_700_000_000;

    private static readonly byte[] Frame = Packets.Ethernet(Listed.EnquireLinkPacket());

    [Theory]
    [InlineData(false, false, "2023-11-14T22:13:20.000012Z")]
    [InlineData(true, false, "2023-11-14T22:13:20.000012Z")]
    [InlineData(false, true, "2023-11-14T22:13:20.000000012Z")]
    [InlineData(true, true, "2023-11-14T22:13:20.000000012Z")]
    public void A_pcap_file_is_read_in_both_byte_orders_and_units_of_time(bool bigEndian, bool nanoseconds, string time)
    {
        var listed = Listed.Of(CaptureFile.Pcap(1, bigEndian, nanoseconds).Add(Seconds, 12, Frame).ToArray());

        var pdu = Assert.Single(listed.Objects);
        Assert.Equal("enquire_link", pdu.GetProperty("command").GetString());
        Assert.Equal(time, pdu.GetProperty("time").GetString());
        Assert.Equal("10.0.0.1:40000", pdu.GetProperty("source").GetString());
        Assert.Equal("10.0.0.2:2775", pdu.GetProperty("destination").GetString());
        Assert.Equal(ExitCode.Ok, listed.Result);
        Assert.Empty(listed.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pcapng_file_is_read_in_both_byte_orders(bool bigEndian)
    {
        var file = CaptureFile.Pcapng(bigEndian).Interface().AddEnhanced(Seconds * 1_000_000UL + 345, Frame);

        var pdu = Assert.Single(Listed.Of(file.ToArray()).Objects);
        Assert.Equal("2023-11-14T22:13:20.000345Z", pdu.GetProperty("time").GetString());
    }

    [Theory]
    [InlineData(9, 1_700_000_000_000_000_789, "2023-11-14T22:13:20.000000789Z")]
    [InlineData(0, 1_700_000_000, "2023-11-14T22:13:20.000000Z")]
    [InlineData(0x80 | 10, 1_700_000_000L * 1024 + 512, "2023-11-14T22:13:20.500000Z")]
    [InlineData(127, long.MaxValue, "1970-01-01T00:00:00.000000Z")]
    public void A_pcapng_interface_says_what_its_times_count(int resolution, long time, string expected)
    {
        var file = CaptureFile.Pcapng().Interface(1, 0, (9, [(byte)resolution])).AddEnhanced((ulong)time, Frame);

        var pdu = Assert.Single(Listed.Of(file.ToArray()).Objects);
        Assert.Equal(expected, pdu.GetProperty("time").GetString());
    }

    [Fact]
    public void A_pcapng_interface_may_count_from_another_time()
    {
        var offset = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(offset, Seconds);
        var file = CaptureFile.Pcapng().Interface(1, 0, (2, "eth0"u8.ToArray()), (14, offset)).AddEnhanced(1, Frame);

        var pdu = Assert.Single(Listed.Of(file.ToArray()).Objects);
        Assert.Equal("2023-11-14T22:13:20.000001Z", pdu.GetProperty("time").GetString());
    }

    [Fact]
    public void A_pcapng_packet_is_read_as_its_own_interface_says()
    {
        var file = CaptureFile.Pcapng().Interface(linkType: 101).Interface(linkType: 1)
            .AddEnhanced(0, Listed.EnquireLinkPacket(1), source: 0)
            .AddEnhanced(0, Packets.Ethernet(Listed.EnquireLinkPacket(17)), source: 1);

        Assert.Equal(["enquire_link", "enquire_link"], Listed.Of(file.ToArray()).Commands);
    }

    [Fact]
    public void All_pcapng_blocks_with_packets_are_read_and_others_passed_over()
    {
        var file = CaptureFile.Pcapng().Interface()
            .AddBlock(5, new byte[33])
            .AddSimple(Packets.Ethernet(Listed.EnquireLinkPacket(1)))
            .AddBlock(0x80000001, new byte[200_000])
            .AddObsolete(0, Packets.Ethernet(Listed.EnquireLinkPacket(17)))
            .AddBlock(10, new byte[3])
            .AddEnhanced(0, Packets.Ethernet(Listed.EnquireLinkPacket(33)));

        var listed = Listed.Of(file.ToArray());

        Assert.Equal(3, listed.Commands.Length);
        Assert.Equal(ExitCode.Ok, listed.Result);
    }

    [Fact]
    public void A_second_pcapng_section_has_a_byte_order_and_interfaces_of_its_own()
    {
        var first = CaptureFile.Pcapng().Interface(linkType: 1).AddEnhanced(0, Packets.Ethernet(Listed.EnquireLinkPacket(1)));
        var second = CaptureFile.Pcapng(bigEndian: true, first).Interface(linkType: 101).AddEnhanced(0, Listed.EnquireLinkPacket(17));

        Assert.Equal(2, Listed.Of(second.ToArray()).Commands.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(40)]
    public void A_truncated_pcap_file_is_shown_as_far_as_it_goes(int left)
    {
        byte[] whole = CaptureFile.Pcap().Add(1, 0, Frame).ToArray();
        byte[] another = CaptureFile.Pcap().Add(2, 0, Packets.Ethernet(Listed.EnquireLinkPacket(17))).ToArray();

        var listed = Listed.Of([.. whole, .. another[24..(24 + left)]]);

        Assert.Equal(["enquire_link"], listed.Commands);
        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains($"truncated: it ends inside a packet that begins at octet {whole.Length}", listed.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(60)]
    public void A_truncated_pcapng_file_is_shown_as_far_as_it_goes(int left)
    {
        var file = CaptureFile.Pcapng().Interface().AddEnhanced(0, Frame);
        int whole = file.ToArray().Length;
        file.AddEnhanced(0, Packets.Ethernet(Listed.EnquireLinkPacket(17)));

        var listed = Listed.Of(file.ToArray()[..(whole + left)]);

        Assert.Equal(["enquire_link"], listed.Commands);
        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains("truncated", listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packet_of_a_length_that_cannot_be_ends_the_capture_with_its_place()
    {
        byte[] file = [.. CaptureFile.Pcap().Add(1, 0, Frame).ToArray(), .. Enumerable.Repeat((byte)0x7F, 100)];

        var listed = Listed.Of(file);

        Assert.Equal(["enquire_link"], listed.Commands);
        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains($"damaged: at octet {24 + 16 + Frame.Length}", listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pcapng_packet_of_an_interface_that_is_not_there_ends_the_capture()
    {
        var listed = Listed.Of(CaptureFile.Pcapng().Interface().AddEnhanced(0, Frame).AddEnhanced(0, Frame, source: 1).ToArray());

        Assert.Equal(["enquire_link"], listed.Commands);
        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains("damaged", listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_without_smpp_says_so()
    {
        var listed = Listed.Of(CaptureFile.Pcap().Add(1, 0, Packets.Ethernet(Listed.Packet("GET / HTTP/1.1"u8, port: 80))).ToArray());

        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains("no SMPP in its 1 packets", listed.Errors, StringComparison.Ordinal);
        Assert.Empty(listed.Output);
    }

    [Fact]
    public void A_capture_of_an_unknown_link_type_says_which()
    {
        var listed = Listed.Of(CaptureFile.Pcap(linkType: 147).Add(1, 0, Frame).ToArray());

        Assert.Equal(ExitCode.Failed, listed.Result);
        Assert.Contains("link type 147", listed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_has_time_and_addresses_above_it()
    {
        var listed = Listed.Of(CaptureFile.Pcap().Add(Seconds, 12, Frame).ToArray(), json: false);

        Assert.Equal("2023-11-14T22:13:20.000012Z  10.0.0.1:40000 → 10.0.0.2:2775", listed.Lines[0]);
        Assert.StartsWith("enquire_link", listed.Lines[1], StringComparison.Ordinal);
    }
}
