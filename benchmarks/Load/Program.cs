using System.CommandLine;
using Load;

var smpp = new Option<string>("--smpp") { Description = "The smpp executable", Required = true, HelpName = "PATH" };
var json = new Option<bool>("--json") { Description = "The last line is one JSON object" };
var messages = new Option<int>("--messages") { Description = "Submits, at least 1", DefaultValueFactory = _ => 10_000 };
messages.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
        result.AddError("--messages must be at least 1");
});
var keep = new Option<bool>("--keep") { Description = "Keep the folder of configuration, data, logs and ledgers" };

var demo = new Command("demo", "Two carriers, the gateway and a load: one carrier is cut off in the middle, and the books must balance.")
{
    smpp, messages, json, keep,
};
demo.SetAction((parsed, stop) =>
    new Demo(new DemoOptions(parsed.GetValue(smpp)!, parsed.GetValue(messages), parsed.GetValue(json), parsed.GetValue(keep)))
        .RunAsync(stop));

var sessions = new Option<int>("--sessions") { Description = "Bound idle sessions", DefaultValueFactory = _ => 10_000 };
var idle = new Option<int>("--idle") { Description = "Seconds that they are watched", DefaultValueFactory = _ => 60 };
var binds = new Option<int>("--binds") { Description = "Binds one after the other", DefaultValueFactory = _ => 20_000 };
var runs = new Option<int>("--runs") { Description = "Runs of the binds, of which the median counts", DefaultValueFactory = _ => 5 };
var scale = new Command("scale", "What idle sessions cost a message centre, and how fast customers bind.")
{
    sessions, idle, binds, runs, json,
};
scale.SetAction((parsed, _) => new ScaleBench(
    parsed.GetValue(sessions), TimeSpan.FromSeconds(parsed.GetValue(idle)), parsed.GetValue(binds),
    Math.Max(1, parsed.GetValue(runs)), parsed.GetValue(json)).RunAsync());

var enquireLink = new Option<int>("--enquire-link") { Description = "Seconds", DefaultValueFactory = _ => 30 };
var scaleServer = new Command("scale-server", "The message centre of scale.") { enquireLink };
scaleServer.SetAction((parsed, _) => ScaleServer.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(enquireLink))));

// A demonstration that is told to end stops the processes that it has started; one of them may be just starting.
var endLimit = TimeSpan.FromSeconds(60);

return await new RootCommand("Whole-system load") 
{
    demo, BenchVerb.Bench(smpp, json), BenchVerb.Compare(), scale, scaleServer,
}.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = endLimit });
