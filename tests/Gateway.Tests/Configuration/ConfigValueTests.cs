using System.Text;
using CsCheck;
using Gateway.Configuration;
using Smpp.Protocol;

namespace Gateway.Tests.Configuration;

public class ConfigValueTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("3d", 259_200_000)]
    [InlineData("0s", 0)]
    public void A_duration_is_a_number_and_a_unit(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
        Assert.Equal(text, Duration.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("1.5s")]
    [InlineData("-1s")]
    [InlineData("30 s")]
    [InlineData("30S")]
    [InlineData("1m30s")]
    [InlineData("99999999999s")]
    [InlineData("2000000000d")]
    public void Anything_else_is_no_duration(string text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void A_duration_reads_as_it_was_written() =>
        Gen.Int[0, 100_000_000].Sample(milliseconds =>
        {
            var duration = TimeSpan.FromMilliseconds(milliseconds);
            return Duration.TryParse(Duration.Format(duration), out var read) && read == duration;
        });

    [Theory]
    [InlineData("127.0.0.1:2775", "127.0.0.1", 2775)]
    [InlineData("[::1]:2775", "::1", 2775)]
    [InlineData("smsc.example.com:65535", "smsc.example.com", 65535)]
    [InlineData("localhost:0", "localhost", 0)]
    public void A_host_and_port_are_read_and_written_alike(string text, string host, int port)
    {
        Assert.True(HostAddress.TryParse(text, out var address));
        Assert.Equal(new HostAddress(host, port), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2775")]
    [InlineData(":2775")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.300:2775")]
    [InlineData("127.1:2775")]
    [InlineData("::1:2775")]
    [InlineData("[127.0.0.1]:2775")]
    [InlineData("[host]:2775")]
    [InlineData("two words:2775")]
    [InlineData("http://host:2775")]
    public void Anything_else_is_no_address(string text) => Assert.False(HostAddress.TryParse(text, out _));

    [Theory]
    [InlineData("ACME", true)]
    [InlineData("ACME2", false)]
    [InlineData("acme", false)]
    [InlineData("447700900123", true)]
    [InlineData("+447700900123", true)]
    [InlineData("4477", true)]
    [InlineData("447", false)]
    [InlineData("12345", true)]
    [InlineData("", false)]
    public void A_sender_is_allowed_whole_or_by_its_beginning(string source, bool allowed) =>
        Assert.Equal(allowed, new SenderRules(["ACME", "+4477*", "12345"]).Admits(Source(source)));

    [Fact]
    public void Without_rules_every_sender_is_allowed()
    {
        Assert.True(SenderRules.Any.Admits(Source("whoever")));
        Assert.True(SenderRules.Any.Admits(default));
    }

    [Theory]
    [InlineData("ACME", true)]
    [InlineData("A*", true)]
    [InlineData("*", false)]
    [InlineData("", false)]
    [InlineData("A*B", false)]
    [InlineData("A**", false)]
    [InlineData("ÅCME", false)]
    [InlineData("123456789012345678901", false)]
    public void A_rule_must_be_able_to_match_an_address(string rule, bool possible) => Assert.Equal(possible, SenderRules.IsRule(rule));

    private static Address Source(string text) => new(TypeOfNumber.Unknown, NumberingPlan.Unknown, Encoding.ASCII.GetBytes(text));
}
