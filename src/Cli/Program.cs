return await Cli.CommandLine.RunAsync(args);
