using System.Reflection;

namespace Gateway.Tests;

public class CountersTests
{
    [Fact]
    public void The_sum_holds_every_counter_of_every_part()
    {
        var fields = typeof(Counters).GetFields(BindingFlags.Public | BindingFlags.Instance);
        var parts = new[] { new Counters(), new Counters() };
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i].SetValue(parts[0], 1L + i);
            fields[i].SetValue(parts[1], 100L);
        }

        var sum = Counters.Sum(parts);

        Assert.NotEmpty(fields);
        Assert.Equal(Enumerable.Range(101, fields.Length).Select(total => (long)total), fields.Select(field => (long)field.GetValue(sum)!));
    }
}
