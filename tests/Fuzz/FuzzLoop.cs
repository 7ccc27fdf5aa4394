using System.Globalization;

namespace Fuzz;

/// <summary>Mutates, executes, and goes on from what took a new edge, until the executions or the time are used up.</summary>
internal sealed class FuzzLoop : IDisposable
{
    /// <summary>An input that ends the process is found by its parent: one that never ends is made to.</summary>
    private const int HangExitCode = 124;

    private const int LongestParent = 2000;
    private const int MostFinds = 10;

    /// <summary>
    /// Inputs of this length on must not take longer for each octet than a hundred times what anything here takes: work that grows with
    /// the square of the length would.
    /// </summary>
    private const int Long = 16 * 1024;

    private const double MostNanosecondsPerOctet = 1000;

    /// <summary>What is not measured again.</summary>
    private const double UsualNanosecondsPerOctet = 100;

    private const int Attempts = 5;

    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(5);

    private readonly IFuzzTarget _target;
    private readonly FuzzOptions _options;
    private readonly GuardedInput _guarded;
    private readonly CoverageMap _coverage = new();
    private readonly List<byte[]> _inputs = [];
    private readonly HashSet<string> _finds = [];
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private long _executions;
    private double _slowest;

    private FuzzLoop(IFuzzTarget target, FuzzOptions options)
    {
        _target = target;
        _options = options;
        _guarded = new GuardedInput(Fuzzer.InputFile(target.Name));
    }

    /// <returns>0 without a find, 1 with one.</returns>
    public static int Run(IFuzzTarget target, FuzzOptions options)
    {
        using var loop = new FuzzLoop(target, options);
        loop.Run();
        return loop._finds.Count == 0 ? 0 : 1;
    }

    public void Dispose() => _guarded.Dispose();

    private void Run()
    {
        Console.WriteLine($"{_target.Name}: seed {_options.Seed}");
        using ITimer watchdog = TimeProvider.System.CreateTimer(EndWhenStuck(), null, Hang, Hang);
        _ = Try([]);
        _inputs.Add([]);
        foreach (byte[] input in Corpus.Of(_target.Name))
        {
            if (Try(input))
                _inputs.Add(input);
        }
        var mutator = new Mutator(_options.Seed, _target.Words);
        while (_executions < _options.Executions && _finds.Count < MostFinds && (_executions % 1024 != 0 || Elapsed < _options.Duration))
        {
            ReadOnlySpan<byte> input = mutator.Next(_inputs);
            if (Try(input) && input.Length <= LongestParent)
                _inputs.Add(input.ToArray());
        }
        string kept = _options.Keep ? $", {Corpus.Keep(_target, _inputs, _guarded)} of them kept" : "";
        Report(string.Create(CultureInfo.InvariantCulture,
            $"{_coverage.Edges} edges, {_inputs.Count} inputs{kept}, at most {_slowest:N0} ns an octet, {_finds.Count} finds"));
    }

    private TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_started);

    private bool Try(ReadOnlySpan<byte> input)
    {
        _executions++;
        try
        {
            if (input.Length < Long)
                _target.Run(_guarded.Place(input));
            else
                Hold.That(NanosecondsPerOctet(_guarded.Place(input)) < MostNanosecondsPerOctet);
        }
        catch (Exception exception)
        {
            Find(input, exception);
        }
        return _coverage.Take();
    }

    /// <summary>The least of a few attempts, so that whatever else the machine does is not taken for the input's fault.</summary>
    private double NanosecondsPerOctet(ReadOnlySpan<byte> input)
    {
        double least = double.MaxValue;
        for (int attempt = 0; attempt < Attempts && least >= UsualNanosecondsPerOctet; attempt++)
        {
            long before = TimeProvider.System.GetTimestamp();
            _target.Run(input);
            least = Math.Min(least, TimeProvider.System.GetElapsedTime(before).TotalNanoseconds / input.Length);
        }
        _slowest = Math.Max(_slowest, least);
        return least;
    }

    /// <summary>Saves one input for each thing that goes wrong.</summary>
    private void Find(ReadOnlySpan<byte> input, Exception exception)
    {
        string kind = exception is BrokenInvariantException ? exception.Message : exception.StackTrace!.Split('\n')[0];
        if (!_finds.Add($"{exception.GetType().Name} {kind}"))
            return;
        string file = Corpus.SaveFind(_target.Name, input.ToArray(), $"{exception.GetType().Name}: {exception.Message}");
        Console.WriteLine($"{_target.Name}: {exception}\n  {Fuzzer.ReplayCommand(_target.Name, file)}");
    }

    private TimerCallback EndWhenStuck()
    {
        long before = -1;
        return _ =>
        {
            long now = Volatile.Read(ref _executions);
            if (now == before)
                Environment.Exit(HangExitCode);
            before = now;
        };
    }

    private void Report(string result)
    {
        double seconds = Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{_target.Name}: {_executions:N0} executions in {seconds:N0} s, {_executions / seconds:N0}/s; {result}"));
    }
}
