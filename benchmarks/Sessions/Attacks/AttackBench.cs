using System.Globalization;
using System.Text.Json;
using Measuring;

namespace Sessions.Attacks;

/// <summary>
/// Honest sessions alone, under attack, beside the same attack on a bare server, and beside a process that burns as much processor as the
/// attacker did, in turn. The attacker and the burner are processes that run only when no other would: a real attacker has machines of its
/// own.
/// </summary>
internal sealed class AttackBench(int rounds, double seconds, string? only, int? acceptRate, double? most, bool json)
{
    private const string CompilesInTiers = "DOTNET_TieredCompilation";
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    // What the message centre takes of a core, served to nobody but the honest sessions, is less.
    private const double Resting = 0.25;

    private static readonly string[] Columns =
    [
        "attack", "p50", "under", "p99", "under", "ratio", "slices", "under", "bare", "control", "ratio", "all", "to bare", "control",
        "hostile", "centre", "MiB",
    ];

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private Worker _centre = null!;
    private Worker _honest = null!;

    public async Task<int> RunAsync()
    {
        string[] attacks = [.. Hostile.Names.Where(name => only is null || name.Contains(only, StringComparison.Ordinal))];
        if (attacks.Length == 0)
        {
            Console.Error.WriteLine($"no attack's name holds '{only}'; there are: {string.Join("; ", Hostile.Names)}");
            return 1;
        }
        string before = Machine.Load;
        await using var centre = _centre = await StartAsync(
            acceptRate is null ? ["target-centre"] : ["target-centre", "--accept-rate", $"{acceptRate}"]);
        string port = centre.Ready[0];
        await using var honest = _honest = await StartFirstAsync("honest", "--port", port);
        // What is warmed up: the compiler in both processes.
        await Task.Delay(TimeSpan.FromSeconds(seconds) + Settle);
        double resident = Resident();
        var measured = attacks.ToDictionary(attack => attack, _ => new List<Round>());
        var residentAfterPass = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            foreach (string attack in attacks)
                measured[attack].Add(await RoundAsync(attack, port));
            await Task.Delay(Settle);
            residentAfterPass.Add(Resident());
            Console.Error.WriteLine($"pass {i + 1} of {rounds}: {residentAfterPass[i]:0.0} MiB, load average {Machine.Load}");
        }
        AttackFigure[] figures = [.. attacks.Select(attack => new AttackFigure(attack, measured[attack]))];
        Report(new AttackReport(
            Machine.Commit(), Machine.Processor, Environment.ProcessorCount, HonestSessions.Binds, HonestSessions.MessagesPerSecond,
            before, Machine.Load, resident, residentAfterPass, figures));
        AttackFigure[] slow = [.. figures.Where(figure => figure.Ratio > most)];
        foreach (var figure in slow)
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{figure.Attack}: p99 of slices is {figure.Ratio:0.00} times that alone, more than {most}"));
        return slow.Length > 0 || figures.Any(figure => figure.Rounds.Any(round => round.Attacked.Honest.Failed > 0)) ? 1 : 0;
    }

    private async Task<Round> RoundAsync(string attack, string port)
    {
        await RestAsync();
        var alone = await PhaseAsync(PauseAsync);
        var (attacked, hostile) = await AttackAsync(attack, port);
        await Task.Delay(Settle);
        Phase bare;
        HostileResult hostileToBare;
        await using (var server = await StartAsync("bare"))
        {
            await server.AskAsync(JsonSerializer.Serialize(hostile, AttackJson.Default.HostileResult));
            (bare, hostileToBare) = await AttackAsync(attack, server.Ready[0]);
        }
        await Task.Delay(Settle);
        await using var burner = await StartBesideAsync("burn");
        await burner.AskAsync(hostile.CpuShare.ToString(CultureInfo.InvariantCulture));
        var control = await PhaseAsync(PauseAsync);
        return new Round(alone, attacked, bare, control, hostile, hostileToBare);
    }

    private async Task<(Phase Phase, HostileResult Hostile)> AttackAsync(string attack, string port)
    {
        HostileResult hostile = null!;
        await using var attacker = await StartBesideAsync("hostile", "--attack", attack, "--port", port);
        await attacker.AskAsync("begin");
        await Task.Delay(Settle);
        var phase = await PhaseAsync(async () =>
        {
            await attacker.AskAsync("measure");
            await PauseAsync();
            hostile = JsonSerializer.Deserialize(await attacker.AskAsync("end"), AttackJson.Default.HostileResult)!;
        });
        return (phase, hostile);
    }

    /// <summary>Until the message centre is done with what the attack before has left it to do, such as passwords to verify.</summary>
    private async Task RestAsync()
    {
        long started = Environment.TickCount64;
        double share;
        do
        {
            double before = (await StateAsync()).CpuSeconds;
            await Task.Delay(Settle);
            share = ((await StateAsync()).CpuSeconds - before) / Settle.TotalSeconds;
        }
        while (share > Resting && Environment.TickCount64 - started < LongestRest.TotalMilliseconds);
    }

    private Task PauseAsync() => Task.Delay(TimeSpan.FromSeconds(seconds));

    private async Task<Phase> PhaseAsync(Func<Task> during)
    {
        var before = await StateAsync();
        long started = Environment.TickCount64;
        await _honest.AskAsync("begin");
        using var stop = new CancellationTokenSource();
        var watching = MostResidentAsync(stop.Token);
        await during();
        var honest = JsonSerializer.Deserialize(await _honest.AskAsync("end"), AttackJson.Default.HonestResult)!;
        var after = await StateAsync();
        await stop.CancelAsync();
        return new Phase(
            honest, (after.CpuSeconds - before.CpuSeconds) * 1000 / (Environment.TickCount64 - started), await watching);
    }

    private async Task<CentreState> StateAsync() =>
        JsonSerializer.Deserialize(await _centre.AskAsync("state"), AttackJson.Default.CentreState)!;

    private async Task<double> MostResidentAsync(CancellationToken stop)
    {
        double most = 0;
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, Resident());
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
        return most;
    }

    private double Resident() => Machine.ResidentMebi(_centre.Id);

    /// <summary>With sockets handled where they are waited for, as the gateway does and as any server may.</summary>
    private static Task<Worker> StartAsync(params string[] arguments) =>
        Worker.StartProgramAsync(Environment.ProcessPath!, arguments, new Dictionary<string, string> { [InlineCompletions] = "1" });

    /// <summary>
    /// As a process that runs before all others, does not spin, and compiles nothing while it is measured: a real customer has a machine of
    /// its own, so it waits neither for the message centre's threads nor for the attacker's, nor they for its compiler.
    /// </summary>
    private static Task<Worker> StartFirstAsync(params string[] arguments) =>
        Worker.StartProgramAsync(
            "chrt", ["-f", "1", Environment.ProcessPath!, .. arguments],
            new Dictionary<string, string>
            {
                [InlineCompletions] = "1", ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0", [CompilesInTiers] = "0",
            });

    /// <summary>As a process that runs only when no other would, and whose compiler is no attack.</summary>
    private static Task<Worker> StartBesideAsync(params string[] arguments) =>
        Worker.StartProgramAsync(
            "chrt", ["-i", "0", Environment.ProcessPath!, .. arguments],
            new Dictionary<string, string> { [CompilesInTiers] = "0" });

    private void Report(AttackReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        var afterPass = report.ResidentAfterPassMebi.Select(mebi => mebi.ToString("0.0", culture));
        Console.WriteLine(string.Create(culture, $"""
            Commit {report.Commit}, {report.Cores} cores of {report.Processor}.
            {report.Binds} honest binds submit {report.MessagesPerSecond:N0} messages/s together.
            Load average {report.LoadBefore} before, {report.LoadAfter} after. Median of {rounds} rounds; latencies in µs, CPU in cores.
            Resident memory of the message centre: {report.ResidentBeforeMebi:0.0} MiB before,
            after each pass through all attacks {string.Join(", ", afterPass)}.
            Of slices of a quarter of a second the median p99; alone, of the whole run: {report.AloneMicroseconds:0} µs.

            | {string.Join(" | ", Columns)} |
            |{string.Concat(Columns.Select(_ => "---|"))}
            """));
        foreach (var figure in report.Attacks)
            Console.WriteLine(Row(figure, report.AloneMicroseconds));
        foreach (var figure in report.Attacks)
        {
            double connections = figure.Median(round => round.Hostile.Connections), octets = figure.Median(round => round.Hostile.Octets);
            double messages = figure.Median(round => round.Attacked.Honest.Messages);
            long failed = figure.Rounds.Sum(round => round.Attacked.Honest.Failed);
            double bareConnections = figure.Median(round => round.HostileToBare.Connections);
            double bareOctets = figure.Median(round => round.HostileToBare.Octets);
            Console.WriteLine(string.Create(culture, $"""
                {figure.Attack}: {connections:N0} connections, {octets:N0} octets; to the bare server {bareConnections:N0}, {bareOctets:N0};
                honest messages {messages:N0}, failed {failed};
                newcomers alone {Newcomers(figure, round => round.Alone)}; under attack {Newcomers(figure, round => round.Attacked)}
                """));
        }
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, AttackJson.Default.AttackReport));
    }

    private static string Newcomers(AttackFigure figure, Func<Round, Phase> of)
    {
        NewcomerResult[] all = [.. figure.Rounds.Select(round => of(round).Honest.Newcomers)];
        int came = all.Sum(result => result.Came), waiting = all.Sum(result => result.Waiting), failed = all.Sum(result => result.Failed);
        double middle = Middle.Of(all.Select(result => result.P50Milliseconds)), most = all.Max(result => result.MaxMilliseconds);
        return string.Create(
            CultureInfo.InvariantCulture, $"{came}, p50 {middle:0.0} ms, most {most:0.0} ms, not bound yet {waiting}, failed {failed}");
    }

    private static string Row(AttackFigure figure, double alone)
    {
        var culture = CultureInfo.InvariantCulture;
        string Of(Func<Round, double> of, string format) => figure.Median(of).ToString(format, culture);
        string Slices(Func<Round, Phase> of) => figure.Slices(of).ToString("N0", culture);
        string[] fields =
        [
            figure.Attack,
            Of(round => round.Alone.Honest.P50Microseconds, "N0"), Of(round => round.Attacked.Honest.P50Microseconds, "N0"),
            Of(round => round.Alone.Honest.P99Microseconds, "N0"), Of(round => round.Attacked.Honest.P99Microseconds, "N0"),
            figure.WholeRatio.ToString("0.00", culture),
            Slices(round => round.Alone), Slices(round => round.Attacked), Slices(round => round.Bare), Slices(round => round.Control),
            figure.Ratio.ToString("0.00", culture), (figure.Slices(round => round.Attacked) / alone).ToString("0.00", culture),
            figure.BareRatio.ToString("0.00", culture), figure.ControlRatio.ToString("0.00", culture),
            Of(round => round.Hostile.CpuShare, "0.00"), Of(round => round.Attacked.CentreCpuShare, "0.00"),
            Of(round => round.Attacked.ResidentMebi, "0.0"),
        ];
        return $"| {string.Join(" | ", fields)} |";
    }
}
