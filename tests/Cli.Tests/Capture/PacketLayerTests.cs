using Shared;

namespace Cli.Tests.Capture;

public class PacketLayerTests
{
    private const ushort TypeIPv6 = 0x86DD;

    private static readonly byte[] Segment = Packets.Tcp(40000, 2775, 1, Packets.Ack, Convert.FromHexString(Listed.EnquireLink));
    private static readonly byte[] V4 = Packets.IPv4("10.0.0.1", "10.0.0.2", Segment);
    private static readonly byte[] V6 = Packets.IPv6("2001:db8::1", "2001:db8::2", Segment);

    public static TheoryData<string, int, byte[]> Links => new()
    {
        { "Ethernet", 1, Packets.Ethernet(V4) },
        { "Ethernet with a frame check sequence", 1 | 0x2800_0000, [.. Packets.Ethernet(V4), 1, 2, 3, 4] },
        { "Ethernet with padding", 1, [.. Packets.Ethernet(V4), .. new byte[20]] },
        { "802.1Q", 1, Packets.Ethernet(V4, 0x0800, 0x8100, 5) },
        { "802.1ad", 1, Packets.Ethernet(V4, 0x0800, 0x88A8, 5, 0x8100, 6) },
        { "three tags", 1, Packets.Ethernet(V4, 0x0800, 0x9100, 5, 0x8100, 6, 0x8100, 7) },
        { "Linux cooked", 113, [.. new byte[14], 0x08, 0x00, .. V4] },
        { "Linux cooked, 802.1Q", 113, [.. new byte[14], 0x81, 0x00, 0, 5, 0x08, 0x00, .. V4] },
        { "Linux cooked 2", 276, [0x08, 0x00, .. new byte[18], .. V4] },
        { "raw", 101, V4 },
        { "raw on BSD", 12, V4 },
        { "raw on OpenBSD", 14, V4 },
        { "IPv4", 228, V4 },
        { "loopback, little-endian", 0, [2, 0, 0, 0, .. V4] },
        { "loopback, big-endian", 0, [0, 0, 0, 2, .. V4] },
        { "loopback in network order", 108, [0, 0, 0, 2, .. V4] },
        { "IPv4 with options", 101, Packets.IPv4("10.0.0.1", "10.0.0.2", Segment, optionWords: 10) },
        { "IPv4 that must not be fragmented", 101, Packets.IPv4("10.0.0.1", "10.0.0.2", Segment, fragment: 0x4000) },
        { "IPv4 before segmentation offload", 101, [.. V4[..2], 0, 0, .. V4[4..]] },
        {
            "TCP with options", 101,
            Packets.IPv4("10.0.0.1", "10.0.0.2", Packets.Tcp(40000, 2775, 1, Packets.Ack, Segment.AsSpan(20), optionWords: 10))
        },
    };

    public static TheoryData<string, int, byte[]> Links6 => new()
    {
        { "Ethernet", 1, Packets.Ethernet(V6, TypeIPv6) },
        { "802.1Q", 1, Packets.Ethernet(V6, TypeIPv6, 0x8100, 5) },
        { "raw", 101, V6 },
        { "IPv6", 229, V6 },
        { "Linux cooked 2", 276, [0x86, 0xDD, .. new byte[18], .. V6] },
        { "loopback of Linux", 0, [10, 0, 0, 0, .. V6] },
        { "loopback of macOS", 0, [30, 0, 0, 0, .. V6] },
        { "hop-by-hop options", 101, Extended(0, [6, 0, 0, 0, 0, 0, 0, 0]) },
        { "routing, then destination options", 101, Extended(43, [60, 1, .. new byte[14], 6, 0, .. new byte[6]]) },
        { "authentication", 101, Extended(51, [6, 4, .. new byte[22]]) },
        { "a fragment header around a whole packet", 101, Extended(44, [6, 0, 0, 0, 1, 2, 3, 4]) },
        { "before segmentation offload", 101, [.. V6[..4], 0, 0, .. V6[6..]] },
    };

    [Theory]
    [MemberData(nameof(Links))]
    public void An_IPv4_packet_is_found_behind(string link, int linkType, byte[] packet)
    {
        var listed = Listed.Of(CaptureFile.Pcap(linkType).Add(0, 0, packet).ToArray());

        Assert.True(listed is { Result: ExitCode.Ok, Errors: "" }, $"{link}: {listed.Errors}");
        Assert.Equal("10.0.0.1:40000", Assert.Single(listed.Objects).GetProperty("source").GetString());
    }

    [Theory]
    [MemberData(nameof(Links6))]
    public void An_IPv6_packet_is_found_behind(string link, int linkType, byte[] packet)
    {
        var listed = Listed.Of(CaptureFile.Pcap(linkType).Add(0, 0, packet).ToArray());

        Assert.True(listed is { Result: ExitCode.Ok, Errors: "" }, $"{link}: {listed.Errors}");
        Assert.Equal("[2001:db8::2]:2775", Assert.Single(listed.Objects).GetProperty("destination").GetString());
    }

    [Fact]
    public void Fragments_are_counted_and_not_decoded()
    {
        var file = CaptureFile.Pcap(101)
            .Add(0, 0, Packets.IPv4("10.0.0.1", "10.0.0.2", Segment, fragment: 0x2000))
            .Add(0, 0, Packets.IPv4("10.0.0.1", "10.0.0.2", Segment, fragment: 0x0005))
            .Add(0, 0, Extended(44, [6, 0, 0, 1, 1, 2, 3, 4]))
            .Add(0, 0, V4);

        var listed = Listed.Of(file.ToArray());

        Assert.Equal(["enquire_link"], listed.Commands);
        Assert.Contains("fragments of IP packets are not put together: 3 left out", listed.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(33)]
    [InlineData(53)]
    public void A_packet_that_ends_inside_a_header_is_left_out(int length)
    {
        var file = CaptureFile.Pcap().Add(0, 0, Packets.Ethernet(V4).AsSpan(0, length)).Add(0, 0, Packets.Ethernet(V4));

        Assert.Equal(["enquire_link"], Listed.Of(file.ToArray()).Commands);
    }

    [Fact]
    public void What_is_no_tcp_is_left_out()
    {
        var file = CaptureFile.Pcap()
            .Add(0, 0, Packets.Ethernet(Packets.IPv4("10.0.0.1", "10.0.0.2", Segment, protocol: 17)))
            .Add(0, 0, Packets.Ethernet(new byte[40], type: 0x0806))
            .Add(0, 0, Packets.Ethernet(Packets.IPv6("::1", "::1", Segment, next: 58), TypeIPv6))
            .Add(0, 0, Packets.Ethernet(V4));

        Assert.Equal(["enquire_link"], Listed.Of(file.ToArray()).Commands);
    }

    private static byte[] Extended(byte first, byte[] headers) =>
        Packets.IPv6("2001:db8::1", "2001:db8::2", [.. headers, .. Segment], first);
}
