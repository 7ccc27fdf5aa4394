using Load.Comparing;
using Shared;

namespace Architecture;

/// <summary>What <c>./build.sh bench --compare</c> makes of two reports.</summary>
public sealed class BenchComparisonTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(100, 95, 10, 20, 0)]
    [InlineData(100, 80, 10, 20, 1)]
    [InlineData(100, 130, 10, 20, 0)]
    public void A_rate_is_worse_when_it_is_lower(double before, double after, double percent, double cpu, int exitCode) =>
        Assert.Equal(exitCode, Compare(Report(before, cpu), Report(after, cpu), percent).ExitCode);

    [Theory]
    [InlineData(20, 21, 0)]
    [InlineData(20, 25, 1)]
    [InlineData(20, 10, 0)]
    public void A_cost_is_worse_when_it_is_higher(double before, double after, int exitCode) =>
        Assert.Equal(exitCode, Compare(Report(100, before), Report(100, after), percent: 10).ExitCode);

    [Fact]
    public void Without_a_threshold_nothing_is_too_much_worse() => Assert.Equal(0, Compare(Report(100, 20), Report(1, 900), null).ExitCode);

    [Fact]
    public void What_does_not_count_is_not_judged() => Assert.Equal(0, Compare(Report(100, 20), Report(100, 900), 10, "rate").ExitCode);

    [Fact]
    public void Each_quantity_of_both_has_its_ratio()
    {
        var (_, output) = Compare(Report(100, 20), Report(150, 30), null);

        Assert.Contains("| durable rate | 100 | 150 | 1.500 |", output, StringComparison.Ordinal);
        Assert.Contains("| durable gateway_cpu_us | 20 | 30 | 1.500 |", output, StringComparison.Ordinal);
        Assert.DoesNotContain("runs", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_the_other_suites_are_told_apart_by_their_settings()
    {
        const string report = """
            {"cores":2,"figures":[{"pair":"Echo","processes":2,"connections":1,"window":10,"rate":RATE,"rates":[1,2],"p50_microseconds":5},
            {"pair":"Echo","processes":2,"connections":1,"window":100,"rate":500,"rates":[1,2],"p50_microseconds":5}]}
            """;

        var (exitCode, output) = Compare(
            report.Replace("RATE", "100", StringComparison.Ordinal), report.Replace("RATE", "50", StringComparison.Ordinal), 10);

        Assert.Equal(1, exitCode);
        Assert.Contains("| Echo/2/1/10 rate | 100 | 50 | 0.500 | worse |", output, StringComparison.Ordinal);
        Assert.Contains("| Echo/2/1/100 rate | 500 | 500 | 1.000 | |", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_the_store_are_told_apart_by_group_and_batch_and_judged_by_their_words()
    {
        const string before = """
            {"commit":"a","figures":[{"group":"accept","name":"journal","batch":64,"rate":100,"rates":[1],"p99_milliseconds":2},
            {"group":"accept","name":"journal","batch":512,"rate":200,"rates":[1],"p99_milliseconds":2},
            {"group":"index","name":"journal","rate":300,"rates":[1],"octets_each":40,"add_nanoseconds":90},
            {"group":"recovery","name":"journal","rate":300,"rates":[1],"ready_seconds":1}]}
            """;

        var (exitCode, output) = Compare(
            before, before.Replace("\"batch\":64,\"rate\":100", "\"batch\":64,\"rate\":50", StringComparison.Ordinal)
                .Replace("\"octets_each\":40", "\"octets_each\":80", StringComparison.Ordinal)
                .Replace("\"ready_seconds\":1", "\"ready_seconds\":3", StringComparison.Ordinal), 10);

        Assert.Equal(1, exitCode);
        Assert.Contains("| accept/journal/64 rate | 100 | 50 | 0.500 | worse |", output, StringComparison.Ordinal);
        Assert.Contains("| accept/journal/512 rate | 200 | 200 | 1.000 | |", output, StringComparison.Ordinal);
        Assert.Contains("| index/journal octets_each | 40 | 80 | 2.000 | worse |", output, StringComparison.Ordinal);
        Assert.Contains("| index/journal add_nanoseconds | 90 | 90 | 1.000 | |", output, StringComparison.Ordinal);
        Assert.Contains("| recovery/journal ready_seconds | 1 | 3 | 3.000 | worse |", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_attack_the_medians_of_its_rounds_count_and_of_scale_the_share_of_a_core()
    {
        const string attacks = """
            {"attacks":[{"attack":"slow binds","rounds":[{"alone":{"honest":{"p99_microseconds":5}}}],
            "ratio":RATIO,"control_ratio":CONTROL}]}
            """;
        var (exitCode, output) = Compare(
            attacks.Replace("RATIO", "1", StringComparison.Ordinal).Replace("CONTROL", "1", StringComparison.Ordinal),
            attacks.Replace("RATIO", "2", StringComparison.Ordinal).Replace("CONTROL", "9", StringComparison.Ordinal), 10);

        Assert.Equal(1, exitCode);
        Assert.Contains("| slow binds ratio | 1 | 2 | 2.000 | worse |", output, StringComparison.Ordinal);
        Assert.Contains("1 quantities, 1 worse", output, StringComparison.Ordinal);
        Assert.Equal(
            1, Compare("""{"idle":{"percent_of_core":2}}""", """{"idle":{"percent_of_core":3}}""", 10).ExitCode);
    }

    [Fact]
    public void Reports_without_anything_in_common_cannot_be_compared() =>
        Assert.Equal(2, Compare(Report(100, 20), """{"figures":[{"name":"other","measures":{"rate":{"median":5}}}]}""", 10).ExitCode);

    private static string Report(double rate, double cpu) => FormattableString.Invariant($$"""
        {
          "runs": 5,
          "figures": [{
            "name": "durable",
            "measures": {
              "rate": { "median": {{rate}}, "least": 1, "most": 999, "runs": [1, 999] },
              "gateway_cpu_us": { "median": {{cpu}}, "runs": [3] }
            }
          }],
          "ladder": []
        }
        """);

    private (int ExitCode, string Output) Compare(string before, string after, double? percent, params string[] only)
    {
        using var output = new StringWriter();
        int exitCode = new Comparison(_folder.Write("before.json", before), _folder.Write("after.json", after), percent, only).Run(output);
        return (exitCode, output.ToString());
    }
}
