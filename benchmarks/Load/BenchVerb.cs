using System.CommandLine;
using Load.Comparing;

namespace Load;

/// <summary><c>Load bench</c> and <c>Load compare</c>: the whole-system figures, and two reports of them beside each other.</summary>
internal static class BenchVerb
{
    private static readonly Option<int> Runs = Number("--runs", "Runs of each figure, of which the median counts", 5);
    private static readonly Option<int> Minutes = Number("--minutes", "Minutes at half of the peak, for the figure flat", 0);

    private static readonly Option<double> Seconds = new("--seconds") { Description = "Length of a run", DefaultValueFactory = _ => 3 };

    private static readonly Option<string[]> Figure = new("--figure")
    {
        Description = "The figures of these names alone; one that ends in * is the beginning of names",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Quick =
        new("--quick") { Description = "A few figures, one short run each: to see that all works" };

    private static readonly Option<bool> NoSyscalls = new("--no-syscalls") { Description = "Do not count system calls" };

    private static readonly Option<string?> Sessions =
        new("--sessions") { Description = "The executable of benchmarks/Sessions, for references", HelpName = "PATH" };

    private static readonly Option<string?> Node =
        new("--node") { Description = "The folder of client.js, server.js and node_modules, for the npm pair", HelpName = "PATH" };

    private static readonly Option<string?> Plots = new("--plots") { Description = "The folder to draw plots in", HelpName = "PATH" };

    private static readonly Argument<string> Before = new("BASE") { Description = "The JSON of the report that is the measure" };

    private static readonly Argument<string> After = new("NEW") { Description = "The JSON of the report that is judged" };

    private static readonly Option<double?> Threshold =
        new("--threshold") { Description = "Per cent that a quantity may be worse; beyond it the exit code is 1", HelpName = "PERCENT" };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Parts of the names of the quantities that count, such as rate",
        HelpName = "PART",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Bench(Option<string> smpp, Option<bool> json)
    {
        var verb = new Command("bench", "Whole-system figures: customer, gateway and carrier as processes of their own.")
        {
            smpp, Runs, Seconds, Figure, Quick, NoSyscalls, Minutes, Sessions, Node, Plots, json,
        };
        verb.SetAction(async (parsed, _) =>
        {
            var options = new BenchOptions(parsed.GetValue(smpp)!)
            {
                Runs = parsed.GetValue(Runs),
                Seconds = parsed.GetValue(Seconds),
                Figures = parsed.GetValue(Figure) ?? [],
                Quick = parsed.GetValue(Quick),
                Syscalls = !parsed.GetValue(NoSyscalls),
                Minutes = parsed.GetValue(Minutes),
                Sessions = parsed.GetValue(Sessions),
                Node = parsed.GetValue(Node),
                Plots = parsed.GetValue(Plots),
                Json = parsed.GetValue(json),
            };
            await using var bench = new Bench(options.Quick ? options with { Runs = 1, Seconds = 1 } : options);
            return await bench.RunAsync();
        });
        return verb;
    }

    public static Command Compare()
    {
        var verb = new Command("compare", "Two reports of one suite beside each other, quantity by quantity.")
        {
            Before, After, Threshold, Only,
        };
        verb.SetAction(parsed => new Comparison(
            parsed.GetValue(Before)!, parsed.GetValue(After)!, parsed.GetValue(Threshold), parsed.GetValue(Only) ?? []).Run(Console.Out));
        return verb;
    }

    private static Option<int> Number(string name, string description, int initial) =>
        new(name) { Description = description, DefaultValueFactory = _ => initial };
}
