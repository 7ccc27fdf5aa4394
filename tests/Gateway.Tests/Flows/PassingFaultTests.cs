using Gateway.Places;
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
    public async Task Messages_that_cannot_be_read_for_a_while_go_out_in_order_afterwards(int errno)
    {
        const int Messages = 100;
        await using var bench = new Bench();
        bench.Config = bench.Config with { Store = bench.Config.Store with { Resident = 10 } };
        var disk = new UnreadableDisk(errno);
        var carrier = bench.AddCarrier("a");
        carrier.OnBind = _ => CommandStatus.SystemError;
        await bench.StartAsync(disk, whenBound: false);
        var customer = await bench.BindAsync(kind: CommandId.BindTransmitter);
        for (int i = 0; i < Messages; i++)
            await customer.AcceptedAsync(Sms.Submit($"{i}"));
        await Until.Async(() => bench.Node.Snapshot.Upstreams["a"].Queued == Messages);

        disk.IsUnreadable = true;
        carrier.ComeUp();
        await Until.Async(() => disk.Refusals > 0);
        disk.IsUnreadable = false;

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

    /// <summary>The real disk, of which for a while nothing can be read that has left memory.</summary>
    private sealed class UnreadableDisk(int errno) : IJournalFiles
    {
        private readonly LinuxJournalFiles _real = LinuxJournalFiles.Instance;
        private volatile bool _isUnreadable;
        private int _refusals;

        public bool IsUnreadable
        {
            get => _isUnreadable;
            set => _isUnreadable = value;
        }

        public int Refusals => Volatile.Read(ref _refusals);

        public void CreateFolder(string folder) => _real.CreateFolder(folder);

        public string[] List(string folder, string extension) => _real.List(folder, extension);

        public IJournalFile Create(string path, long length, bool initialise) => new Readable(this, _real.Create(path, length, initialise));

        public IJournalFile Open(string path) => new Readable(this, _real.Open(path));

        public void Rename(string from, string to) => _real.Rename(from, to);

        public void Delete(string path) => _real.Delete(path);

        public void SyncFolder(string folder) => _real.SyncFolder(folder);

        public long FreeBytes(string folder) => _real.FreeBytes(folder);

        public IDisposable Lock(string folder) => _real.Lock(folder);

        private void Check()
        {
            if (!IsUnreadable || Thread.CurrentThread.Name != PlaceKeeper.ThreadName)
                return;
            Interlocked.Increment(ref _refusals);
            throw new JournalIoException("pread", "a segment", errno);
        }

        private sealed class Readable(UnreadableDisk disk, IJournalFile real) : IJournalFile
        {
            public long Length => real.Length;

            public int Read(Span<byte> target, long offset)
            {
                disk.Check();
                return real.Read(target, offset);
            }

            public void Write(ReadOnlySpan<byte> source, long offset) => real.Write(source, offset);

            public void Sync() => real.Sync();

            public void Clear(long offset) => real.Clear(offset);

            public void Dispose() => real.Dispose();
        }
    }
}
