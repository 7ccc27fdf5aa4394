using Shared;
using Smpp.Protocol;
using Smpp.Session;
using static Smpp.Server.Tests.CentreRig;

namespace Smpp.Server.Tests;

/// <summary>What a message centre takes and refuses before it serves anybody: its options, its handlers, its start.</summary>
public class MessageCentreSetupTests
{
    [Fact]
    public void Options_at_fault_are_refused_with_every_fault()
    {
        var refused = Assert.Throws<ArgumentException>(() => new MessageCentre(
            new MessageCentreOptions { Name = "main", Address = "nowhere", Port = 70_000, HandlersPerSession = 0 }));

        Assert.All(
            ["SMPP server 'main'", "'nowhere'", "Port is 70000", "HandlersPerSession"],
            part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sixteen letters!")]
    [InlineData("a\0b")]
    [InlineData("центр")]
    public void A_system_id_that_no_bind_response_can_carry_is_refused(string systemId) => Assert.StartsWith(
        "SMPP server 'smpp': SystemId cannot be sent: ",
        Assert.Single(new MessageCentreOptions { SystemId = systemId }.Validate()), StringComparison.Ordinal);

    [Fact]
    public void Times_that_no_timer_can_wait_for_are_refused()
    {
        var longest = SessionOptions.MaxDuration;
        Assert.Empty(new MessageCentreOptions { HandshakeTimeout = longest, StopTimeout = longest }.Validate());

        var faults = new MessageCentreOptions { HandshakeTimeout = TimeSpan.MaxValue, StopTimeout = TimeSpan.FromDays(25) }.Validate();
        Assert.Collection(
            faults,
            fault => Assert.StartsWith("SMPP server 'smpp': HandshakeTimeout is", fault, StringComparison.Ordinal),
            fault => Assert.EndsWith("StopTimeout is 25.00:00:00; it must be at most 24 days.", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_handler_that_is_none_is_refused()
    {
        await using var centre = Accepting();

        Assert.Throws<ArgumentNullException>(
            () => centre.OnBind((Func<BindRequest, CancellationToken, ValueTask<CommandStatus>>)null!));
        Assert.Throws<ArgumentNullException>(() => centre.OnBound(null!));
        Assert.Throws<ArgumentNullException>(() => centre.OnEnded(null!));
    }

    [Theory]
    [InlineData(CommandId.EnquireLink)]
    [InlineData(CommandId.Unbind)]
    [InlineData(CommandId.BindTransceiver)]
    [InlineData(CommandId.DeliverSm)]
    [InlineData(CommandId.AlertNotification)]
    [InlineData(CommandId.SubmitSmResp)]
    [InlineData((CommandId)0x00010200)]
    public async Task A_handler_of_what_reaches_none_is_refused(CommandId command)
    {
        await using var centre = Accepting();

        Assert.Throws<ArgumentException>(nameof(command), () => centre.On<Pdu, EmptyPdu>(command, (_, _) => new(CommandStatus.Ok)));
    }

    [Fact]
    public async Task A_handler_of_each_request_of_an_ESME_can_be_set_by_its_command_id()
    {
        await using var centre = Accepting().On<Pdu, EmptyPdu>(CommandId.CancelSm, (_, _) => new(CommandStatus.CancelFailed));
        await using var esme = await BindAsync(centre);
        await esme.SendAsync(new CancelSm { MessageId = "1" });

        Assert.Equal(CommandStatus.CancelFailed, (await esme.ExpectAsync(CommandId.CancelSmResp)).Status);
    }

    [Fact]
    public async Task Options_are_read_once_when_the_message_centre_is_made()
    {
        var options = new MessageCentreOptions { Name = "first", Address = "127.0.0.1", Port = 0, SystemId = "first" };
        await using var centre = new MessageCentre(options).OnBind(_ => CommandStatus.Ok);
        (options.Name, options.SystemId, options.InboundWindow) = ("second", "second", 1);
        options.Listeners.Add(new ListenerOptions { Address = "127.0.0.1", Port = 0 });
        var bound = new TaskCompletionSource<EsmeSession>();
        centre.OnBound(bound.SetResult);
        await using var esme = Connect(centre);

        Assert.Equal("first", (await esme.BindAsync(Transceiver)).Pdu.SystemId);
        Assert.Equal(new SessionOptions().InboundWindow, (await bound.Task.InTime()).Session.Options.InboundWindow);
        Assert.Equal("first", centre.Name);
        Assert.Single(centre.EndPoints);
    }

    [Fact]
    public async Task Handlers_are_not_changed_after_the_start()
    {
        await using var centre = Accepting();
        centre.Start();

        Assert.Throws<InvalidOperationException>(() => centre.OnSubmit((_, _) => new(CommandStatus.SystemError)));
    }

    [Fact]
    public async Task A_message_centre_is_started_once_also_where_connections_have_come_another_way_before()
    {
        await using var centre = Accepting();
        await using var esme = await BindAsync(centre);
        centre.Start();

        Assert.Throws<InvalidOperationException>(centre.Start);
        esme.HangUp();
    }
}
