using System.Diagnostics;
using System.Text.RegularExpressions;
using Shared;

namespace Architecture;

public partial class SampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TheoryData<string> PackageReadmes => [.. Tree.Files.Where(path =>
        path.StartsWith("src/Smpp.", StringComparison.Ordinal) && path.EndsWith("/README.md", StringComparison.Ordinal))];

    /// <summary>What a reader copies from a package's page is built and run with the tests.</summary>
    [Theory]
    [MemberData(nameof(PackageReadmes))]
    public void The_code_of_a_package_s_readme_is_that_of_a_sample(string readme)
    {
        string[] samples = [.. Tree.Sources("samples").Select(Tree.Read)];
        var blocks = Code().Matches(Tree.Read(readme));

        Assert.NotEmpty(blocks);
        Found.Nothing(
            from Match block in blocks
            let code = block.Groups["code"].Value.Trim()
            where !samples.Any(sample => sample.Contains(code, StringComparison.Ordinal))
            select code);
    }

    [Fact]
    public async Task The_codec_s_sample_says_what_it_should()
    {
        string output = await RunAsync("Codec");

        Assert.Contains("Gsm7, 2 parts", output, StringComparison.Ordinal);
        Assert.Contains("#2 submit_sm {", output, StringComparison.Ordinal);
        Assert.Contains("42 is Delivered since 2026-11-23 20:38:00Z, network 3 code 0", output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string sample)
    {
        string folder = Repository.PathOf("artifacts/msbuild/bin", sample);
        string program = Directory.EnumerateFiles(folder, sample, SearchOption.AllDirectories).First();
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(Patience);
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
