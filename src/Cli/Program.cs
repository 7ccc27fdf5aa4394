Cli.SocketThreads.HandleWhereTheyWait();
Cli.Scheduling.TakeTurns();
return await Cli.CommandLine.RunAsync(args);
