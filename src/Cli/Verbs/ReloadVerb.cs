using System.CommandLine;
using System.Text.Json;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp reload</c>: the configuration anew.</summary>
internal static class ReloadVerb
{
    public static Command Build()
    {
        var verb = AdminVerb.Make(
            "reload",
            "Makes the running gateway read its configuration again. With any error the old one stays in force, and the exit code is 1.",
            "smpp reload");
        verb.SetAction((parsed, stop) => AdminVerb.RunAsync(parsed, async client =>
        {
            string body = await client.PostAsync("/reload", stop);
            using var view = JsonDocument.Parse(body);
            bool reloaded = view.RootElement.GetProperty("reloaded").GetBoolean();
            AdminVerb.Show(body, parsed.GetValue(AdminVerb.Json), Show);
            return reloaded ? ExitCode.Ok : ExitCode.Failed;
        }));
        return verb;
    }

    private static void Show(JsonElement view)
    {
        foreach (var error in view.GetProperty("errors").EnumerateArray())
            Console.Error.WriteLine(error.GetString());
        foreach (var table in view.GetProperty("for_restart").EnumerateArray())
            Console.Error.WriteLine($"[{table.GetString()}] of smpp.toml has changed, which holds only after a restart");
        string revision = Sheet.Text(view, "revision");
        Console.WriteLine($"configuration {revision} {(view.GetProperty("reloaded").GetBoolean() ? "is" : "stays")} in force");
    }
}
