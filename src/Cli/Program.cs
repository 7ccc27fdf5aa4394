using System.CommandLine;
using Cli;

// The verbs end by themselves when they are told to: an operator's stop is never cut short from here.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(10), EnableDefaultExceptionHandler = false };
return await CommandLine.Build().Parse(args).InvokeAsync(configuration);
