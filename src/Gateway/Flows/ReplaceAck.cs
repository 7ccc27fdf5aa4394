using Smpp.Protocol;
using Smpp.Session;
using Storage;

namespace Gateway.Flows;

/// <summary>Answers a replace_sm, or a submit that replaced a message and so goes by that one's id, once the change is durable.</summary>
internal sealed class ReplaceAck(Inbound request, ulong id, bool isShort) : IDurable
{
    public void OnDurable()
    {
        Span<byte> text = stackalloc byte[MessageIds.TextLength];
        request.Accept(text[..(isShort ? MessageIds.FormatShort(id, text) : MessageIds.Format(id, text))]);
    }

    public void OnStoreFailed() => request.Reject(CommandStatus.SystemError);
}
