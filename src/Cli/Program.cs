Cli.NativeHeaps.KeepFew();
Cli.SocketThreads.HandleWhereTheyWait();
Smpp.Session.ProcessorTurns.Take();
return await Cli.CommandLine.RunAsync(args);
