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

    [Fact]
    public async Task The_five_line_client_and_the_twenty_line_message_centre_understand_each_other()
    {
        int port = FreePort.Next();
        using var centre = Process.Start(new ProcessStartInfo(ProgramOf("MessageCentre"), [$"{port}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var limit = new CancellationTokenSource(Patience);
        Assert.Contains($"127.0.0.1:{port}", await centre.StandardOutput.ReadLineAsync(limit.Token), StringComparison.Ordinal);

        string output = await RunAsync("SendOne", $"{port}");
        Assert.Contains("part 1 of 1 accepted as 1", output, StringComparison.Ordinal);
        Assert.Contains("1 is Delivered: part 1 of \"Hello, world!\"", output, StringComparison.Ordinal);

        centre.StandardInput.Close();
        Assert.Contains("demo to 447700900123: Hello, world!", await centre.StandardOutput.ReadToEndAsync(limit.Token),
            StringComparison.Ordinal);
        await centre.WaitForExitAsync(limit.Token);
        Assert.Equal(0, centre.ExitCode);
    }

    [Fact]
    public async Task The_sample_of_a_scripted_carrier_shows_its_refusal() =>
        Assert.Contains("refused: ESME_RMSGQFUL", await RunAsync("Scripted"), StringComparison.Ordinal);

    [Fact]
    public async Task The_sample_of_a_host_sends_from_its_client_to_its_server() =>
        Assert.Contains("accepted as 1", await RunAsync("Hosted", $"{FreePort.Next()}"), StringComparison.Ordinal);

    [Fact]
    public async Task The_sample_of_two_sessions_binds_submits_and_unbinds() =>
        Assert.Equal("ESME_ROK: 1\nUnbound\n", await RunAsync("RawSession"));

    private static string ProgramOf(string sample) =>
        Directory.EnumerateFiles(Repository.PathOf("artifacts/msbuild/bin", sample), sample, SearchOption.AllDirectories).First();

    private static async Task<string> RunAsync(string sample, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(ProgramOf(sample), arguments) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(Patience);
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
