using Smpp.Protocol;
using Smpp.Session;

namespace Sessions.Throughput;

/// <summary>The one message of all figures: a submit_sm of 170 octets, answered by a submit_sm_resp of 25.</summary>
internal static class Messages
{
    public const int Octets = 170;
    public const int ResponseOctets = 25;
    public const string SystemId = "bench";
    public const string Password = "secret";

    private const int TextOctets = 121;

    public static SubmitSm Submit { get; } = new()
    {
        Source = Address.Parse("ACME"),
        Destination = Address.Parse("447700900123"),
        ShortMessage = Enumerable.Repeat((byte)'x', TextOctets).ToArray(),
    };

    public static ReadOnlySpan<byte> MessageId => "00000001"u8;

    public static SessionOptions Options(int window) => SessionOptions.Default with { Window = window, InboundWindow = window };
}
