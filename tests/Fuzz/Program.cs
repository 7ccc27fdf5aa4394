using Fuzz;
using Xunit.Runner.InProc.SystemConsole;

return args is ["fuzz", .. string[] options] ? Fuzzer.Run(options) : await ConsoleRunner.Run(args);
