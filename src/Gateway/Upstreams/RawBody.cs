using Smpp.Protocol;

namespace Gateway.Upstreams;

/// <summary>A body that is passed on as it came.</summary>
internal readonly ref struct RawBody(CommandId id, ReadOnlySpan<byte> body) : IPduBody
{
    private readonly ReadOnlySpan<byte> _body = body;

    public CommandId Id => id;

    public int BodyLength => _body.Length;

    public void WriteBody(Span<byte> body) => _body.CopyTo(body);
}
