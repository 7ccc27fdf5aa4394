using System.CommandLine;
using Gateway.Configuration;
using Smpp.Server;
using Spectre.Console;

namespace Cli.Verbs;

/// <summary><c>smpp hash</c>: makes the hash of a password for accounts.toml.</summary>
internal static class HashVerb
{
    private static readonly Argument<string?> Password = new("PASSWORD")
    {
        Description = "The password; asked for, or read from standard input, when it is not given",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Build()
    {
        var verb = CommandLine.Verb(
            "hash", "Hashes a password with PBKDF2-HMAC-SHA-512 and a fresh salt, as accounts.toml takes it.",
            "smpp hash",
            "echo secret | smpp hash");
        verb.Add(Password);
        verb.SetAction(parsed => Run(parsed.GetValue(Password) ?? Ask()));
        return verb;
    }

    private static string? Ask() => Console.IsInputRedirected
        ? Console.In.ReadLine()
        : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error), Interactive = InteractionSupport.Yes })
            .Prompt(new TextPrompt<string>("Password:").Secret());

    private static int Run(string? password)
    {
        if (string.IsNullOrEmpty(password))
            return ExitCode.Say(ExitCode.Failed, "the password is empty; give it as an argument or on standard input");
        if (!PasswordField.Fits(password))
            return ExitCode.Say(ExitCode.Failed, $"no bind can carry the password: {PasswordField.Misfit}");
        Console.WriteLine(PasswordHash.Create(password));
        return ExitCode.Ok;
    }
}
