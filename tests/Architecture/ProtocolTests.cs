using Smpp.Protocol;

namespace Architecture;

public class ProtocolTests
{
    private const uint ResponseBit = 0x8000_0000;

    /// <summary>Commands that nobody answers (v3.4 §4.1.7, §4.3 and §4.12).</summary>
    private static readonly CommandId[] Unanswered = [CommandId.GenericNack, CommandId.Outbind, CommandId.AlertNotification];

    private static readonly CommandId[] Answered = [.. Enum.GetValues<CommandId>().Except(Unanswered)];

    [Fact]
    public void Every_request_has_its_response_and_every_response_its_request() =>
        Found.Nothing(
            from id in Answered
            where !Enum.IsDefined((CommandId)((uint)id ^ ResponseBit))
            select $"{id} stands alone");
}
