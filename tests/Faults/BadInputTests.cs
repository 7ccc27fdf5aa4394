using Shared;
using Simulator.Customers;
using Smpp.Protocol;

namespace Faults;

/// <summary>One gateway that all these tests abuse, and a customer that is bound to it all the while.</summary>
public sealed class AbusedGateway : IAsyncLifetime
{
    private RawPeer _bystander = null!;
    private SmppProcess _carrier = null!;
    private uint _sequence = 1;

    internal Site Site { get; } = new("carrier-a")
    {
        LimitLines = "bind_timeout = \"4s\"",
        MoreAccounts = """
            [[account]]
            system_id = "raw"
            password = "plain:demo"
            binds = 100
            enquire_link = "0s"

            [[account]]
            system_id = "impatient"
            password = "plain:demo"
            enquire_link = "1s"
            response_timeout = "1s"
            """,
    };

    internal SmppProcess Process { get; private set; } = null!;

    internal int Port => Site.GatewayPort;

    public async ValueTask InitializeAsync()
    {
        Site.WriteConfiguration();
        _carrier = await Site.StartCarrierAsync(0);
        Process = await Site.StartGatewayAsync();
        _bystander = await RawPeer.BindAsync(Port);
    }

    /// <summary>The process lives and met nothing that it had not expected; who was bound still is; who comes now is served.</summary>
    internal async Task AssertUnharmedAsync()
    {
        await _bystander.SendAsync(RawPdu.Submit(++_sequence));
        await _bystander.ExpectAsync(CommandId.SubmitSmResp, CommandStatus.Ok, _sequence);
        var newcomer = await LoadRun.RunAsync(Site.Load(10) with { Binds = 1, Reconnect = false, Ledger = null }, TimeProvider.System);
        Assert.True(newcomer.IsComplete, $"{newcomer}");
        Assert.False(Process.HasExited, Process.Output);
        Assert.DoesNotContain(Process.Lines, line => line.Contains("a fault in this process", StringComparison.Ordinal));
        Assert.DoesNotContain(Process.Lines, line => line.Contains("Exception", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _bystander.DisposeAsync();
        await Site.DisposeAsync();
    }
}

public class BadInputTests(AbusedGateway gateway) : IClassFixture<AbusedGateway>
{
    private const uint Sequence = 77;

    private static readonly string LongTime = new('0', 17);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Garbage_is_nacked_with_RINVCMDLEN_and_the_connection_closed(int seed)
    {
        var garbage = new byte[2000];
        new Random(seed).NextBytes(garbage);
        await using (var peer = await RawPeer.ConnectAsync(gateway.Port))
        {
            await peer.SendAsync(garbage);
            await peer.ExpectAsync(CommandId.GenericNack, CommandStatus.InvalidCommandLength, PduHeader.Read(garbage).Sequence);
            await peer.ExpectEndAsync();
        }

        await using (var bound = await RawPeer.BindAsync(gateway.Port))
        {
            await bound.SendAsync(garbage);
            await bound.ExpectAsync(CommandId.GenericNack, CommandStatus.InvalidCommandLength, PduHeader.Read(garbage).Sequence);
            await bound.ExpectEndAsync();
        }

        await gateway.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: gateway\r\n\r\n", "looks like HTTP")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00FC\u0003\u0003\0\0\0\0\0\0", "looks like a TLS handshake")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "looks like SSH")]
    public async Task Another_protocol_is_closed_and_named_in_the_log(string opening, string logged)
    {
        await using (var peer = await RawPeer.ConnectAsync(gateway.Port))
        {
            await peer.SendAsync(System.Text.Encoding.Latin1.GetBytes(opening));
            Assert.Equal(CommandStatus.InvalidCommandLength, (await peer.ReadAsync())?.Header.Status);
            await peer.ExpectEndAsync();
        }

        await gateway.Process.WaitForLineAsync(logged);
        await gateway.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(257u)]
    [InlineData(0x80000000u)]
    [InlineData(0xFFFFFFFFu)]
    public async Task A_command_length_out_of_bounds_before_the_bind_is_nacked_and_the_connection_closed(uint length)
    {
        await using (var peer = await RawPeer.ConnectAsync(gateway.Port))
        {
            await peer.SendAsync(RawPdu.Header(length, (uint)CommandId.BindTransceiver, Sequence));
            await peer.ExpectAsync(CommandId.GenericNack, CommandStatus.InvalidCommandLength, Sequence);
            await peer.ExpectEndAsync();
        }

        await gateway.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(15u)]
    [InlineData(PduFramer.DefaultMaxLength + 1u)]
    [InlineData(0x80000000u)]
    public async Task A_command_length_out_of_bounds_after_the_bind_is_nacked_and_the_connection_closed(uint length)
    {
        await using (var peer = await RawPeer.BindAsync(gateway.Port))
        {
            await peer.SendAsync(RawPdu.Header(length, (uint)CommandId.SubmitSm, Sequence));
            await peer.ExpectAsync(CommandId.GenericNack, CommandStatus.InvalidCommandLength, Sequence);
            await peer.ExpectEndAsync();
        }

        await gateway.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData(RawPeer.SystemId, "wrong")]
    [InlineData(RawPeer.SystemId, "")]
    [InlineData("nobody", Site.Password)]
    [InlineData("", "")]
    public async Task A_wrong_password_and_an_unknown_system_id_get_the_same_answer_and_the_connection_is_closed(
        string systemId, string password)
    {
        await using (var peer = await RawPeer.ConnectAsync(gateway.Port))
        {
            await peer.SendAsync(RawPdu.Bind(Sequence, systemId, password));
            await peer.ExpectAsync(CommandId.BindTransceiverResp, CommandStatus.InvalidPassword, Sequence);
            await peer.ExpectEndAsync();
        }

        await gateway.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData(0x0000ABCDu)]
    [InlineData(0x01000001u)]
    [InlineData(0x00000000u)]
    [InlineData(0x7FFFFFFFu)]
    public async Task An_unknown_command_is_nacked_with_RINVCMDID_and_the_session_stays(uint command)
    {
        await using (var peer = await RawPeer.BindAsync(gateway.Port))
        {
            await peer.SendAsync(RawPdu.Of((CommandId)command, Sequence, 1, 2, 3));
            await peer.ExpectAsync(CommandId.GenericNack, CommandStatus.InvalidCommandId, Sequence);
            await peer.ExpectAliveAsync(Sequence + 1);
        }

        await gateway.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData(0x8000ABCDu)]
    [InlineData((uint)CommandId.SubmitSmResp)]
    [InlineData((uint)CommandId.DeliverSmResp)]
    [InlineData((uint)CommandId.BindTransceiverResp)]
    [InlineData((uint)CommandId.GenericNack)]
    public async Task A_response_that_nobody_asked_for_is_not_answered_and_the_session_stays(uint command)
    {
        await using (var peer = await RawPeer.BindAsync(gateway.Port))
        {
            await peer.SendAsync(RawPdu.Of((CommandId)command, Sequence, 1, 2, 3));
            await peer.ExpectAliveAsync(Sequence + 1);
        }

        await gateway.AssertUnharmedAsync();
    }

    public static TheoryData<string, byte[], CommandStatus> BadSubmits { get; } = new()
    {
        { "service_type of 6", RawPdu.Submit(Sequence, serviceType: "SIXSIX"), CommandStatus.InvalidServiceType },
        { "source_addr of 21", RawPdu.Submit(Sequence, source: new string('1', 21)), CommandStatus.InvalidSourceAddress },
        { "destination_addr of 21", RawPdu.Submit(Sequence, destination: new string('1', 21)), CommandStatus.InvalidDestinationAddress },
        { "destination_addr of 999", RawPdu.Submit(Sequence, destination: new string('1', 999)), CommandStatus.InvalidDestinationAddress },
        { "schedule_delivery_time of 17", RawPdu.Submit(Sequence, schedule: LongTime), CommandStatus.InvalidSchedule },
        { "schedule_delivery_time of 5", RawPdu.Submit(Sequence, schedule: "00000"), CommandStatus.InvalidSchedule },
        { "validity_period of 17", RawPdu.Submit(Sequence, validity: LongTime), CommandStatus.InvalidExpiry },
        { "validity_period of 5", RawPdu.Submit(Sequence, validity: "00000"), CommandStatus.InvalidExpiry },
        { "sm_length beyond the PDU", RawPdu.Submit(Sequence, length: 200), CommandStatus.InvalidMessageLength },
        { "half a TLV head", RawPdu.Submit(Sequence, tail: [0x02]), CommandStatus.InvalidTlvStream },
        { "TLV length beyond the PDU", RawPdu.Submit(Sequence, tail: [0x02, 0x04, 0x00, 0x20, 0x00]), CommandStatus.InvalidTlvStream },
        { "no body", RawPdu.Of(CommandId.SubmitSm, Sequence), CommandStatus.InvalidServiceType },
    };

    [Theory]
    [MemberData(nameof(BadSubmits))]
    public async Task A_submit_with_a_bad_field_gets_the_status_of_that_field_and_the_session_stays(
        string what, byte[] submit, CommandStatus status)
    {
        await using (var peer = await RawPeer.BindAsync(gateway.Port))
        {
            await peer.SendAsync(submit);
            await peer.ExpectAsync(CommandId.SubmitSmResp, status, Sequence);
            await peer.ExpectAliveAsync(Sequence + 1);
            await peer.SendAsync(RawPdu.Submit(Sequence + 2));
            await peer.ExpectAsync(CommandId.SubmitSmResp, CommandStatus.Ok, Sequence + 2);
        }

        Assert.NotEmpty(what);
        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Twenty_bad_submits_in_a_row_are_answered_and_then_the_session_is_closed()
    {
        await using (var peer = await RawPeer.BindAsync(gateway.Port))
        {
            // A good one in between begins the count anew.
            for (uint i = 2; i < 41; i++)
            {
                var good = i == 21;
                await peer.SendAsync(RawPdu.Submit(i, length: good ? null : 200));
                await peer.ExpectAsync(CommandId.SubmitSmResp, good ? CommandStatus.Ok : CommandStatus.InvalidMessageLength, i);
            }
            await peer.SendAsync(RawPdu.Submit(100, length: 200));
            await peer.ExpectAsync(CommandId.SubmitSmResp, CommandStatus.InvalidMessageLength, 100);
            await peer.ExpectEndAsync();
        }

        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_submit_before_the_bind_gets_RINVBNDSTS_and_the_bind_may_still_come()
    {
        await using (var peer = await RawPeer.ConnectAsync(gateway.Port))
        {
            await peer.SendAsync(RawPdu.Submit(Sequence));
            await peer.ExpectAsync(CommandId.SubmitSmResp, CommandStatus.InvalidBindStatus, Sequence);
            await peer.SendAsync(RawPdu.Bind(Sequence + 1, RawPeer.SystemId, Site.Password));
            await peer.ExpectAsync(CommandId.BindTransceiverResp, CommandStatus.Ok, Sequence + 1);
            await peer.ExpectAliveAsync(Sequence + 2);
        }

        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_second_bind_gets_RALYBND_and_the_session_stays()
    {
        await using (var peer = await RawPeer.BindAsync(gateway.Port))
        {
            await peer.SendAsync(RawPdu.Bind(Sequence, RawPeer.SystemId, Site.Password));
            await peer.ExpectAsync(CommandId.BindTransceiverResp, CommandStatus.AlreadyBound, Sequence);
            await peer.ExpectAliveAsync(Sequence + 1);
        }

        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Silence_and_half_a_PDU_before_the_bind_are_closed_after_the_bind_timeout()
    {
        await using (var silent = await RawPeer.ConnectAsync(gateway.Port))
        await using (var half = await RawPeer.ConnectAsync(gateway.Port))
        {
            await half.SendAsync(RawPdu.Bind(1, RawPeer.SystemId, Site.Password)[..20]);
            await silent.ExpectEndAsync();
            await half.ExpectEndAsync();
        }

        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Half_a_PDU_after_the_bind_is_closed_after_an_enquire_link_that_nobody_answers()
    {
        await using (var peer = await RawPeer.BindAsync(gateway.Port, "impatient"))
        {
            await peer.SendAsync(RawPdu.Submit(2)[..40]);
            Assert.Equal(CommandId.EnquireLink, (await peer.ReadAsync())?.Header.Id);
            await peer.ExpectEndAsync();
        }

        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task PDUs_that_come_one_octet_at_a_time_are_served()
    {
        await using (var peer = await RawPeer.ConnectAsync(gateway.Port))
        {
            await peer.SendOneByOneAsync(RawPdu.Bind(1, RawPeer.SystemId, Site.Password));
            await peer.ExpectAsync(CommandId.BindTransceiverResp, CommandStatus.Ok, 1);
            await peer.SendOneByOneAsync([.. RawPdu.Submit(2), .. RawPdu.Submit(3)]);
            await peer.ExpectAsync(CommandId.SubmitSmResp, CommandStatus.Ok, 2);
            await peer.ExpectAsync(CommandId.SubmitSmResp, CommandStatus.Ok, 3);
        }

        await gateway.AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_storm_of_random_PDUs_ends_no_process()
    {
        var random = new Random(4711);
        var rounds = Length.Of(20, 1000);
        for (var round = 0; round < rounds; round++)
        {
            await using var peer = await RawPeer.BindAsync(gateway.Port);
            var storm = new List<byte>();
            for (var i = 0; i < 50; i++)
            {
                var body = new byte[random.Next(0, 120)];
                random.NextBytes(body);
                storm.AddRange(RawPdu.Of((CommandId)random.Next(0, 0x22), (uint)(i + 2), body));
            }
            storm.AddRange(RawPdu.Header(0, 0, 1));
            try
            {
                await peer.SendAsync([.. storm]);
                while (await peer.ReadAsync() is not null)
                {
                }
            }
            catch (IOException)
            {
                // It may close before it has read all.
            }
        }

        await gateway.AssertUnharmedAsync();
    }
}
