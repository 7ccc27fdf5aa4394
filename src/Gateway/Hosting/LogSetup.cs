using Gateway.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Gateway.Hosting;

/// <summary>Serilog on the console, for people or as one JSON object a line.</summary>
internal static class LogSetup
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {SourceContext}: {Message:l}{NewLine}{Exception}";

    /// <summary>The category of what is logged at any level: scripts wait for it.</summary>
    public const string AlwaysLogged = "gateway.start";

    public static ILogger Create(LogConfig config)
    {
        var setup = new LoggerConfiguration()
            .MinimumLevel.Is(config.Level switch
            {
                LogLevelName.Debug => LogEventLevel.Debug,
                LogLevelName.Warning => LogEventLevel.Warning,
                LogLevelName.Error => LogEventLevel.Error,
                _ => LogEventLevel.Information,
            })
            .MinimumLevel.Override(AlwaysLogged, LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // Reasons for not starting are told in one line of their own.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .Enrich.With(new PeerTextEnricher());
        return config.Format == LogFormat.Json
            ? setup.WriteTo.Console(new CompactJsonFormatter()).CreateLogger()
            : setup.WriteTo
                .Console(outputTemplate: Template, formatProvider: System.Globalization.CultureInfo.InvariantCulture).CreateLogger();
    }
}
