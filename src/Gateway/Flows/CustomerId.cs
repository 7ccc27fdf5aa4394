using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>The message_id a customer knows a message by: short for a submitter bound below v3.4 (v3.4 §3.4).</summary>
internal static class CustomerId
{
    public static int Format(LiveMessage message, Span<byte> target) => message.Flags.HasFlag(EventFlags.ShortId)
        ? MessageIds.FormatShort(message.Id, target)
        : MessageIds.Format(message.Id, target);
}
