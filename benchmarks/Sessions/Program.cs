using System.CommandLine;
using Sessions.Attacks;
using Sessions.Throughput;

var json = new Option<bool>("--json") { Description = "The last line is one JSON object" };
var runs = new Option<int>("--runs") { Description = "Runs of each figure, of which the median counts", DefaultValueFactory = _ => 5 };
var quick = new Option<bool>("--quick") { Description = "Short runs, three of each: to see that all works, not for figures" };
var seconds = new Option<double>("--seconds") { Description = "Length of a run", DefaultValueFactory = _ => 1 };
var attackSeconds = new Option<double>("--seconds") { Description = "Length of a phase", DefaultValueFactory = _ => 5 };
var only = new Option<string?>("--only") { Description = "Figures whose name holds this, such as TrySend/2/1x100", HelpName = "PART" };
var node = new Option<string?>("--node") 
{
    Description = "The folder of client.js, server.js and node_modules; without it no npm pair", HelpName = "PATH",
};

var session = new Command("session", "Throughput, library to library, beside a bare echo and the npm pair.")
{
    node, runs, quick, seconds, only, json,
};
session.SetAction((parsed, _) => new ThroughputBench(
    parsed.GetValue(node), parsed.GetValue(quick) ? 3 : parsed.GetValue(runs), parsed.GetValue(quick) ? 0.3 : parsed.GetValue(seconds),
    parsed.GetValue(only), parsed.GetValue(json)).RunAsync());

var centre = new Command("centre", "A process of session: what answers.") { Hidden = true };
centre.SetAction((_, _) => Roles.CentreAsync());
var withCentre = new Option<bool>("--with-centre") { Description = "With what answers in the same process" };
var customer = new Command("customer", "A process of session: what asks.") { withCentre };
customer.Hidden = true;
customer.SetAction((parsed, _) => Roles.CustomerAsync(parsed.GetValue(withCentre)));

var acceptRate = new Option<int?>("--accept-rate")
{
    Description = "Connections that the message centre accepts a second in a flood, in place of the default; 0 accepts whatever comes",
};
var most = new Option<double?>("--most")
{
    Description = "End with 1 when an attack's p99 of slices is more than so many times that alone", HelpName = "RATIO",
};
var attack = new Command("attack", "What honest sessions see while others attack.") 
{
    runs, quick, attackSeconds, only, acceptRate, most, json,
};
attack.SetAction((parsed, _) => new AttackBench(
    parsed.GetValue(quick) ? 1 : parsed.GetValue(runs), parsed.GetValue(quick) ? 1.5 : parsed.GetValue(attackSeconds),
    parsed.GetValue(only), parsed.GetValue(acceptRate), parsed.GetValue(most),
    parsed.GetValue(json)).RunAsync());

var port = new Option<int>("--port") { Description = "The port of the message centre" };
var name = new Option<string>("--attack") { Description = "The name of the attack", Required = true };
var targetCentre = new Command("target-centre", "A process of attack: the message centre.") { acceptRate };
targetCentre.Hidden = true;
targetCentre.SetAction((parsed, _) => TargetCentre.RunAsync(parsed.GetValue(acceptRate)));
var honest = new Command("honest", "A process of attack: the honest sessions.") { port };
honest.Hidden = true;
honest.SetAction((parsed, _) => HonestSessions.RunAsync(parsed.GetValue(port)));
var hostile = new Command("hostile", "A process of attack: the attacker.") { name, port };
hostile.Hidden = true;
hostile.SetAction((parsed, _) => Hostile.RunAsync(parsed.GetValue(name)!, parsed.GetValue(port)));
var bare = new Command("bare", "A process of attack: the server that does nothing with what it is sent.") { Hidden = true };
bare.SetAction((_, _) => BareServer.RunAsync());
var burn = new Command("burn", "A process of attack: takes as much processor as the attacker did.") { Hidden = true };
burn.SetAction((_, _) => Burner.RunAsync());

return await new RootCommand("Sessions under load")
{
    session, attack, centre, customer, targetCentre, honest, hostile, bare, burn,
}.Parse(args).InvokeAsync();
