using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Cli.Verbs;

namespace Cli;

/// <summary>The whole command line: one file a verb.</summary>
internal static class CommandLine
{
    public static RootCommand Build()
    {
        var root = new RootCommand("An SMPP gateway, and what is needed to try, load and inspect it.")
        {
            RunVerb.Build(),
            CheckVerb.Build(),
            StatusVerb.Build(),
            TopVerb.Build(),
            SessionsVerb.Build(),
            UpstreamsVerb.Build(),
            RoutesVerb.Build(),
            ExplainVerb.Build(),
            MessagesVerb.Build(),
            CdrVerb.Build(),
            AuditVerb.Build(),
            ReloadVerb.Build(),
            DrainVerb.Build(),
            SendVerb.Build(),
            LoadVerb.Build(),
            SimVerb.Build(),
            DecodeVerb.Build(),
            StoreVerb.Build(),
            HashVerb.Build(),
            CompletionVerb.Build(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    /// <summary>Runs what the arguments say.</summary>
    /// <returns>The exit code; 2 when they cannot be read, or something went wrong that the verb did not expect.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Build().Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count == 0 || parsed.Action is not ParseErrorAction)
            return await InvokeAsync(parsed);
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine($"smpp: {error.Message}");
        return ExitCode.Say(ExitCode.Unable, $"'{NameOf(parsed.CommandResult)} --help' shows what there is");
    }

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        using var stop = new CancellationTokenSource();
        // Verbs that can be told to end do so by themselves: an operator's stop is never cut short from here. The others just end.
        bool endsItself = parsed.Action is AsynchronousCommandLineAction;
        using var interrupt = endsItself ? PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop) : null;
        using var terminate = endsItself ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop) : null;
        try
        {
            return await parsed.InvokeAsync(configuration, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            return ExitCode.Say(ExitCode.Unable, $"unexpected {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>A verb whose help ends with an example.</summary>
    public static Command Verb(string name, string description, params string[] examples) =>
        new ExampledCommand(name, description, examples);

    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "smpp";

    private sealed class ExampledCommand(string name, string description, string[] examples) : Command(name, description)
    {
        public string[] Examples { get; } = examples;
    }

    private sealed class HelpWithExamples(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ExampledCommand verb)
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine(verb.Examples.Length == 1 ? "Example:" : "Examples:");
                foreach (string example in verb.Examples)
                    output.WriteLine($"  {example}");
            }
            return code;
        }
    }
}
