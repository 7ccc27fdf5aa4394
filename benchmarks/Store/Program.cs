using System.CommandLine;
using System.Text.Json;
using Store;

var json = new Option<bool>("--json") { Description = "The last line is one JSON object" };
var quick = new Option<bool>("--quick") { Description = "Short runs, one of each: to see that all works, not for figures" };
var runs = new Option<int>("--runs") { Description = "Runs of each figure, of which the median counts", DefaultValueFactory = _ => 5 };
var seconds = new Option<double>("--seconds") { Description = "Length of a run, where it has one", DefaultValueFactory = _ => 2 };
var data = new Option<string>("--data")
{
    Description = "The folder whose disk is measured", HelpName = "PATH",
    DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "smpp-store-bench"),
};
var audited = new Option<long>("--audited") { Description = "Messages of the audit; 0 for none", DefaultValueFactory = _ => 10_000_000 };
var only = new Option<string?>("--only") { Description = "Of life, accept, recovery, index and audit those that it names" };

var figure = new Option<string?>("--figure") { Description = "Of these the figures whose name, with /BATCH, holds this text" };

var root = new RootCommand("The store, each figure beside a reference") { data, runs, quick, seconds, audited, only, figure, json };
root.SetAction(parsed =>
{
    bool isQuick = parsed.GetValue(quick);
    return new StoreBench(
        parsed.GetValue(data)!, isQuick ? 1 : parsed.GetValue(runs), isQuick ? 0.3 : parsed.GetValue(seconds),
        isQuick ? 400_000 : 10_000_000, isQuick ? 200_000 : 10_000_000, isQuick ? 100_000 : parsed.GetValue(audited),
        parsed.GetValue(only), parsed.GetValue(figure), parsed.GetValue(json)).Run();
});
Add("scan", RecoveryBench.Scan);
Add("recover", (folder, _) => RecoveryBench.Start(folder));
Add("dictionary", (_, count) => IndexBench.RunDictionary((int)count));
Add("index", (_, count) => IndexBench.Run((int)count));
Add("audit-scan", AuditBench.Scan);
Add("audit", (folder, _) => AuditBench.Run(folder));
return root.Parse(args).Invoke();

// One measurement in a process of its own.
void Add(string name, Func<string, long, RunResult> run)
{
    var folder = new Argument<string>("folder");
    var count = new Argument<long>("count");
    var command = new Command(name) { folder, count };
    command.Hidden = true;
    command.SetAction(parsed =>
    {
        var result = run(parsed.GetValue(folder)!, parsed.GetValue(count));
        Console.WriteLine(JsonSerializer.Serialize(result, FigureJson.Default.RunResult));
    });
    root.Add(command);
}
