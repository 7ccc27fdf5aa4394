using Shared;
using Storage.Live;

namespace Storage.Tests.Live;

public class RecordReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_record_is_read_from_its_position_in_any_order()
    {
        const int Records = 3_000;
        var positions = new JournalPosition[Records];
        await using var bench = JournalBench.Open(JournalBench.Options(_folder.Path, 64 << 10));
        var random = new Random(3);
        for (int i = 0; i < Records; i++)
            positions[i] = await AppendAsync(bench, (ulong)i + 1, i == 1_000 ? 30_000 : random.Next(0, 900), i % 50 == 49);
        await bench.Journal.DisposeAsync();
        using var reader = new RecordReader(_folder.Path);

        for (int i = 0; i < Records; i++)
            Check(reader, positions, i);
        for (int round = 0; round < 2 * Records; round++)
            Check(reader, positions, random.Next(Records));
    }

    [Fact]
    public async Task A_record_is_read_as_soon_as_it_is_durable_though_what_stands_around_it_was_read_before()
    {
        await using var bench = JournalBench.Open(JournalBench.Options(_folder.Path, 1 << 20));
        using var reader = new RecordReader(_folder.Path);
        for (ulong id = 1; id <= 200; id++)
        {
            var position = await AppendAsync(bench, id, 40, wait: true);
            Assert.True(reader.TryRead(position, out var e));
            Assert.Equal(id, e.MessageId);
        }
    }

    [Fact]
    public async Task What_is_no_record_s_beginning_is_not_read()
    {
        await using var bench = JournalBench.Open(JournalBench.Options(_folder.Path, 1 << 20));
        var position = await AppendAsync(bench, 1, 100, wait: true);
        using var reader = new RecordReader(_folder.Path);

        Assert.False(reader.TryRead(new JournalPosition(position.Segment, position.Offset + 8), out _));
        Assert.False(reader.TryRead(new JournalPosition(position.Segment, 900_000), out _));
        Assert.True(reader.TryRead(position, out _));
        Assert.ThrowsAny<IOException>(() => reader.TryRead(new JournalPosition(77, 64), out _));
    }

    private static void Check(RecordReader reader, JournalPosition[] positions, int index)
    {
        Assert.True(reader.TryRead(positions[index], out var e), $"record {index} at {positions[index]}");
        Assert.Equal((ulong)index + 1, e.MessageId);
    }

    private static async Task<JournalPosition> AppendAsync(JournalBench bench, ulong id, int octets, bool wait)
    {
        var waiter = new Waiter();
        Assert.Equal(AppendResult.Ok, Append(bench, id, octets, waiter, out var position));
        if (wait)
            await waiter.Outcome.WaitAsync(JournalBench.Patience);
        return position;
    }

    private static AppendResult Append(JournalBench bench, ulong id, int octets, Waiter waiter, out JournalPosition position) =>
        bench.Append(
            new JournalEvent { Kind = EventKind.Rejected, MessageId = id, Payload = new byte[octets] }, waiter, out position);
}
