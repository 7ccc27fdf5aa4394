using Smpp.Protocol;

namespace Interop.Node;

public class NodeClientTests(NodeClientRun run) : IClassFixture<NodeClientRun>
{
    [Fact]
    public void A_client_on_another_stack_gets_one_receipt_for_each_id_that_it_was_given()
    {
        Assert.Equal("done", run.Result.GetProperty("reason").GetString());
        Assert.Equal(NodeClientRun.Messages, Count("accepted"));
        Assert.Equal(NodeClientRun.Messages, Count("matched"));
        Assert.Equal(0, Count("duplicateIds"));
        Assert.Equal(NodeClientRun.Messages, Count("receipts"));
    }

    [Fact]
    public void Another_dissector_finds_nothing_malformed_on_the_wire() => Assert.Empty(run.Captured.Complaints);

    [Theory]
    [InlineData(CommandId.SubmitSm)]
    [InlineData(CommandId.SubmitSmResp)]
    [InlineData(CommandId.DeliverSm)]
    [InlineData(CommandId.DeliverSmResp)]
    public void The_wire_carried_one_for_each_message(CommandId command) =>
        Assert.Equal(NodeClientRun.Messages, run.Captured.Commands.GetValueOrDefault(command.Name));

    [Theory]
    [InlineData(CommandId.BindTransceiver)]
    [InlineData(CommandId.BindTransceiverResp)]
    [InlineData(CommandId.Unbind)]
    [InlineData(CommandId.UnbindResp)]
    public void The_wire_carried_one_for_the_session(CommandId command) =>
        Assert.Equal(1, run.Captured.Commands.GetValueOrDefault(command.Name));

    private int Count(string name) => run.Result.GetProperty(name).GetInt32();
}
