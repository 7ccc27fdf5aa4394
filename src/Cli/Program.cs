Cli.SocketThreads.HandleWhereTheyWait();
return await Cli.CommandLine.RunAsync(args);
