using System.Buffers.Binary;
using System.Net;

namespace Smpp.Server.Tests;

public class ProxyHeaderTests
{
    [Theory]
    [InlineData("203.0.113.7:40001", "203.0.113.7:40001")]
    [InlineData("[2001:db8::7]:40001", "[2001:db8::7]:40001")]
    [InlineData("[::ffff:203.0.113.7]:1", "203.0.113.7:1")]
    public void The_client_s_address_is_read(string written, string read)
    {
        var (client, error) = Read(ProxyHeaders.Of(written, ProxyHeaders.Tlv(0x01, "smpp"u8)));

        Assert.Equal((IPEndPoint.Parse(read), null), (client, error));
    }

    [Fact]
    public void A_connection_of_the_proxy_itself_or_of_an_unknown_family_names_no_client_whatever_follows()
    {
        Assert.Equal((null, null), Read(ProxyHeaders.Raw(ProxyHeaders.Local, 0x11, 1, 2, 3)));
        Assert.Equal((null, null), Read(ProxyHeaders.Raw(ProxyHeaders.Proxied, 0x00, 1, 2, 3)));
    }

    [Theory]
    [InlineData(0x12, 12, "not TCP over IP")]
    [InlineData(0x31, 216, "not TCP over IP")]
    [InlineData(0x11, 11, "the addresses alone take 12")]
    [InlineData(0x21, 12, "the addresses alone take 36")]
    [InlineData(0x11, 14, "ends beyond the header")]
    public void Addresses_that_cannot_be_used_are_refused(byte family, int rest, string reason)
    {
        var (client, error) = Read(ProxyHeaders.Raw(ProxyHeaders.Proxied, family, new byte[rest]));

        Assert.Null(client);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_TLV_that_claims_more_than_there_is_is_refused()
    {
        var (_, error) = Read(ProxyHeaders.Of("192.0.2.1:1", 0x04, 0x00, 0x02, 0x00));

        Assert.Contains("ends beyond the header", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checksum_is_verified()
    {
        // Calculated bit by bit with the Castagnoli polynomial, its own field taken as zero.
        var header = ProxyHeaders.Of("192.0.2.1:1", ProxyHeaders.Tlv(0x03, 0, 0, 0, 0));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(header.Length - 4), Crc32c(header));
        Assert.Null(Read(header).Error);
        header[^1] ^= 1;

        Assert.Contains("checksum", Read(header).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1", "version 1")]
    [InlineData("GET / HTTP/1.1\r\n", "looks like HTTP")]
    [InlineData("\0\0\0\u0010\0\0\0\u0015\0\0\0\0\0\0\0\u0001", "sends no PROXY header")]
    public void What_is_no_header_of_version_2_is_named(string octets, string reason)
    {
        Assert.False(ProxyHeader.TryReadFixed(System.Text.Encoding.Latin1.GetBytes(octets).AsSpan(0, 16), out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_another_version_or_of_any_length_is_refused_before_its_rest_is_read()
    {
        var version = ProxyHeaders.Raw(0x31, 0x11);
        var huge = ProxyHeaders.Raw(ProxyHeaders.Proxied, 0x11);
        BinaryPrimitives.WriteUInt16BigEndian(huge.AsSpan(14), ProxyHeader.LongestRest + 1);

        Assert.False(ProxyHeader.TryReadFixed(version, out _, out _));
        Assert.False(ProxyHeader.TryReadFixed(huge, out _, out _));
    }

    [Fact]
    public void Octets_at_random_never_throw()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            var rest = new byte[random.Next(80)];
            random.NextBytes(rest);
            var family = random.Next(3) switch { 0 => (byte)0x11, 1 => (byte)0x21, _ => (byte)random.Next(256) };
            var (client, error) = Read(ProxyHeaders.Raw(ProxyHeaders.Proxied, family, rest));
            Assert.True(client is null || error is null);
        }
    }

    private static (IPEndPoint? Client, string? Error) Read(byte[] header)
    {
        Assert.True(ProxyHeader.TryReadFixed(header.AsSpan(0, ProxyHeader.FixedSize), out int rest, out _));
        Assert.Equal(header.Length - ProxyHeader.FixedSize, rest);
        ProxyHeader.TryRead(header, out var client, out var error);
        return (client, error);
    }

    private static uint Crc32c(byte[] octets)
    {
        uint crc = uint.MaxValue;
        foreach (byte octet in octets)
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }
        return ~crc;
    }
}
