using Gateway.Hosting;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Smpp.Protocol;

namespace Gateway.Tests.Flows;

/// <summary>An error of fdatasync is final: nothing is acknowledged any more, and the process ends.</summary>
public class StoreFailureTests
{
    [Fact]
    public async Task After_an_error_of_fdatasync_no_submit_is_answered_with_ROK_and_none_is_sent()
    {
        await using var bench = new Bench(Gateway.Configuration.Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit("before", registeredDelivery: 0));
        await Until.Async(() => bench.Alive == 0);

        disk.FailsSyncs = true;
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => customer.SubmitAsync(Sms.Submit($"{i}"))));
        Assert.All(answers, answer => Assert.Equal(CommandStatus.SystemError, answer.Header.Status));

        var failure = await bench.Node.StoreFailure.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        Assert.Contains("fdatasync", failure.Message, StringComparison.Ordinal);
        Assert.Equal(CommandStatus.SystemError, (await customer.SubmitAsync(Sms.Submit("later"))).Header.Status);
        Assert.Equal(["before"], carrier.Texts);
        Assert.Equal(1, bench.Counters.Accepted);
    }

    [Fact]
    public async Task After_an_error_of_fdatasync_no_receipt_is_acknowledged_to_its_carrier()
    {
        await using var bench = new Bench(Gateway.Configuration.Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync(disk);
        var customer = await bench.BindAsync();
        await customer.AcceptedAsync(Sms.Submit());
        await Until.Async(() => bench.Counters.Sent == 1);

        disk.FailsSyncs = true;
        Assert.Equal(CommandStatus.SystemError, await carrier.ReceiptAsync(carrier.Submits[0]));

        await bench.Node.StoreFailure.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);
        Assert.NotEqual(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));
        Assert.Empty(customer.Deliveries);
    }

    [Fact]
    public async Task After_an_error_of_fdatasync_no_receipt_goes_out_that_could_not_be_noted_as_delivered()
    {
        await using var bench = new Bench(Gateway.Configuration.Durability.Fsync);
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        await bench.StartAsync(disk);
        var transmitter = await bench.BindAsync(kind: CommandId.BindTransmitter);
        await transmitter.AcceptedAsync(Sms.Submit());
        await Until.Async(() => carrier.Submits.Count == 1);
        Assert.Equal(CommandStatus.Ok, await carrier.ReceiptAsync(carrier.Submits[0]));

        disk.FailsSyncs = true;
        Assert.Equal(CommandStatus.SystemError, (await transmitter.SubmitAsync(Sms.Submit())).Header.Status);
        await bench.Node.StoreFailure.WaitAsync(Until.Limit, TestContext.Current.CancellationToken);

        var receiver = await bench.BindAsync();
        // It would have come before this answer.
        Assert.Equal(CommandStatus.SystemError, (await receiver.SubmitAsync(Sms.Submit())).Header.Status);
        Assert.Empty(receiver.Deliveries);
    }

    [Fact]
    public async Task An_error_of_fdatasync_ends_the_process_with_exit_code_74()
    {
        await using var bench = new Bench(Gateway.Configuration.Durability.Fsync);
        var disk = new FaultyDisk();
        bench.AddCarrier("a");
        using var folder = new TempFolder();
        await using var node = new GatewayNode(bench.Config, folder["data"], TimeProvider.System, NullLoggerFactory.Instance)
        {
            JournalFiles = disk,
        };
        using var lifetime = new Lifetime();
        var service = new GatewayService(node, folder["conf"], folder["data"], folder["smpp.sock"], lifetime, NullLoggerFactory.Instance);
        await service.StartAsync(TestContext.Current.CancellationToken);
        var gateway = node.Listening.First();
        await using var customer = await Customer.BindAsync(gateway, "demo", CommandId.BindTransceiver, InterfaceVersion.V34);
        Assert.Equal(0, service.ExitCode);

        disk.FailsSyncs = true;
        Assert.Equal(CommandStatus.SystemError, (await customer.SubmitAsync(Sms.Submit())).Header.Status);

        await Until.Async(() => lifetime.IsStopping);
        Assert.Equal(74, service.ExitCode);
        await service.StopAsync(TestContext.Current.CancellationToken);
        await node.DrainAsync(Bench.DrainLimit);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new();
        private readonly CancellationTokenSource _stopping = new();

        public bool IsStopping => _stopping.IsCancellationRequested;

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose()
        {
            _started.Dispose();
            _stopping.Dispose();
        }
    }
}
