using Storage;
using Storage.Live;

namespace Gateway.Flows;

/// <summary>
/// The message_id a customer knows a message by: short for a submitter bound below v3.4 (v3.4 §3.4), and one for all messages of a
/// submit_multi.
/// </summary>
internal static class CustomerId
{
    public static ulong Of(BookedEntity message) => MessageIds.Move(message.Id, -message.Member);

    public static int Format(BookedEntity message, Span<byte> target) => message.Flags.HasFlag(EventFlags.ShortId)
        ? MessageIds.FormatShort(Of(message), target)
        : MessageIds.Format(Of(message), target);
}
