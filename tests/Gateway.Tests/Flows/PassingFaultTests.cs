using Gateway.Tests.Harness;
using Shared;
using Smpp.Protocol;
using Storage;

namespace Gateway.Tests.Flows;

/// <summary>What the system refuses for a while costs no message, and a stop that fails in one part ends the others.</summary>
public class PassingFaultTests
{
    private const int IoError = 5;
    private const int TooManyFiles = 24;

    [Theory]
    [InlineData(TooManyFiles)]
    [InlineData(IoError)]
    [InlineData(FaultyDisk.AccessDenied)]
    public async Task Messages_that_cannot_be_read_for_a_while_go_out_in_order_afterwards(int errno)
    {
        const int Messages = 100;
        await using var bench = new Bench();
        bench.Config = bench.Config with { Store = bench.Config.Store with { Resident = 10 } };
        var disk = new FaultyDisk();
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(disk, whenBound: false);
        var customer = await bench.BindAsync(kind: CommandId.BindTransmitter);
        for (int i = 0; i < Messages; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}"));
        await Until.Async(() => bench.Node.Snapshot.Upstreams["a"].Queued == Messages);

        disk.RecallError = errno;
        carrier.ComeUp();
        await Until.Async(() => disk.RefusedRecalls > 0);
        disk.RecallError = 0;

        await Until.Async(() => bench.Counters.Sent == Messages);
        Assert.Equal(Enumerable.Range(0, Messages).Select(i => $"{i}"), carrier.Texts);
    }

    [Fact]
    public async Task A_stop_that_fails_at_the_cdrs_lets_go_of_the_journal_all_the_same()
    {
        await using var bench = new Bench();
        bench.AddCarrier("a");
        await bench.StartAsync();

        // Longer than a timer can run, which the exporters refuse.
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => bench.Node.DrainAsync(TimeSpan.FromDays(100)));
        LinuxJournalFiles.Instance.Lock(Path.Combine(bench.Node.Data, "journal")).Dispose();
    }
}
