namespace Fuzz;

/// <summary>The fuzzer's own parts, without which a run without a find would mean nothing.</summary>
public class FuzzerTests
{
    [Theory]
    [InlineData("--executions", "99999999999999999999")]
    [InlineData("--minutes", "1e300")]
    [InlineData("--seed", "x")]
    public void An_argument_that_is_no_use_ends_with_2(params string[] arguments) => Assert.Equal(2, Fuzzer.Run(arguments));

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        byte[][] inputs = [[1, 2, 3], [], [4]];
        var one = new Mutator(seed: 7, [[9, 9]]);
        var other = new Mutator(seed: 7, [[9, 9]]);

        for (int times = 0; times < 1000; times++)
            Assert.Equal(one.Next(inputs), other.Next(inputs));
    }

    [Fact]
    public void Mutations_reach_the_longest_input_and_the_empty_one()
    {
        var mutator = new Mutator(seed: 1, []);
        HashSet<int> lengths = [];
        for (int times = 0; times < 20_000; times++)
            lengths.Add(mutator.Next([[1, 2, 3, 4, 5, 6, 7, 8]]).Length);

        Assert.Contains(0, lengths);
        Assert.Contains(lengths, length => length > ushort.MaxValue);
        Assert.True(lengths.Max() <= GuardedInput.MaxLength);
    }

    [Fact]
    public void What_is_under_test_ends_at_the_guard_and_can_be_read_by_another_process()
    {
        string path = Path.GetTempFileName();
        try
        {
            using (var guarded = new GuardedInput(path))
            {
                Assert.Equal(new byte[] { 1, 2, 3, 4, 5 }, guarded.Place([1, 2, 3, 4, 5]));
                ReadOnlySpan<byte> placed = guarded.Place([6, 7]);

                Assert.Equal(new byte[] { 6, 7 }, placed);
                Assert.True(EndsAPage(placed));
            }
            Assert.Equal([6, 7], GuardedInput.LastOf(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Arguments_name_targets_and_bounds()
    {
        var options = FuzzOptions.Parse(["tlvs", "--executions", "5", "times", "--seed", "3", "--keep"]);

        Assert.Equal(["tlvs", "times"], options.Targets.Select(target => target.Name));
        Assert.Equal((5L, 3, true), (options.Executions, options.Seed, options.Keep));
        Assert.Equal(TimeSpan.FromMinutes(1), FuzzOptions.Parse([]).Duration);
        Assert.Throws<FormatException>(() => FuzzOptions.Parse(["nonsense"]));
        Assert.Throws<FormatException>(() => FuzzOptions.Parse(["--seed"]));
    }

    private static unsafe bool EndsAPage(ReadOnlySpan<byte> octets)
    {
        fixed (byte* start = octets)
            return ((nint)start + octets.Length) % Environment.SystemPageSize == 0;
    }
}
