using System.Runtime.InteropServices;
using System.Text;
using Gateway.Admin;
using Gateway.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Storage;

namespace Gateway.Hosting;

/// <summary>Runs a gateway as a process: configuration, logs, signals, admin socket, exit code.</summary>
public static class GatewayHost
{
    /// <summary>The exit code after an error of the store (EX_IOERR of sysexits.h).</summary>
    public const int StoreFailed = 74;

    // Of sockaddr_un, with a NUL at the end.
    private const int LongestSocketPath = 107;

    /// <summary>All that draining may take; a stop as a whole ends within 30 s.</summary>
    public static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(25);

    /// <summary>What requests to the admin socket have at least to end after that.</summary>
    private static readonly TimeSpan AdminLimit = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Runs until SIGTERM, SIGINT, <paramref name="cancellationToken"/> or a failure of the store; returns the exit
    /// code.
    /// </summary>
    /// <param name="options">What to run.</param>
    /// <param name="errors">Where reasons for not starting go, one a line.</param>
    /// <param name="cancellationToken">Drains and stops.</param>
    public static async Task<int> RunAsync(GatewayRunOptions options, TextWriter errors, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(errors);
        var result = GatewayConfigLoader.Load(options.Conf);
        if (!result.IsValid)
        {
            foreach (var error in result.Errors)
                await errors.WriteLineAsync(error.ToString()).ConfigureAwait(false);
            return 1;
        }
        if (Override(result.Config, options) is not { } config)
        {
            const string expected = $"write an IP address or localhost, as {HostAddress.Form}";
            await errors.WriteLineAsync($"--listen {options.Listen} cannot be listened on: {expected}").ConfigureAwait(false);
            return 1;
        }
        string data = Path.GetFullPath(options.Data ?? config.Node.Data);
        string socket = Path.Combine(data, AdminApi.SocketName);
        try
        {
            PrepareSocket(data, socket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"the data folder {data} cannot be used: {e.Message}").ConfigureAwait(false);
            return 1;
        }
        var app = Build(config, options.Listen is null ? null : config.Listen[0], options.Conf, data, socket);
        await using (app.ConfigureAwait(false))
        {
            var service = app.Services.GetRequiredService<GatewayService>();
            // Before it says that it is ready; what comes while it starts is done when it has started.
            using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                app.Lifetime.ApplicationStarted.Register(() => _ = service.ReloadAsync());
            });
            try
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (GatewayStartException e)
            {
                await errors.WriteLineAsync(e.Message).ConfigureAwait(false);
                return e.InnerException is JournalIoException { IsSync: true } ? StoreFailed : 1;
            }
            catch (OperationCanceledException)
            {
                // The store failed, or a signal came, while it was starting.
                await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
                TryDelete(socket);
                return service.ExitCode;
            }
            catch (IOException e)
            {
                await errors.WriteLineAsync($"the admin socket {socket} cannot be opened: {e.Message}").ConfigureAwait(false);
                return 1;
            }
            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            TryDelete(socket);
            return service.ExitCode;
        }
    }

    private static GatewayConfig? Override(GatewayConfig config, GatewayRunOptions options)
    {
        if (options.Listen is null)
            return config;
        return HostAddress.TryParse(options.Listen, out var address) && address.ToIPEndPoint() is { } endPoint
            ? config with { Listen = [new ListenConfig { Address = endPoint }] }
            : null;
    }

    private static WebApplication Build(GatewayConfig config, ListenConfig? onlyListen, string conf, string data, string socket)
    {
        // Empty: no appsettings.json, no environment overrides, no file watchers; conf/ says it all.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSerilog(LogSetup.Create(config.Log), dispose: true);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = endPoint =>
        {
            var bound = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            DataFolder.Close(socket);
            return bound;
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider => new GatewayNode(
            config, data, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>())
        {
            OnlyListen = onlyListen,
        });
        builder.Services.AddSingleton(provider => new GatewayService(
            provider.GetRequiredService<GatewayNode>(), conf, data, socket, provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<GatewayService>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainLimit + AdminLimit);
        var app = builder.Build();
        AdminApi.Map(app);
        return app;
    }

    /// <summary>A socket file that an earlier run left is removed; one on which somebody listens is not.</summary>
    private static void PrepareSocket(string data, string socket)
    {
        if (Encoding.UTF8.GetByteCount(socket) > LongestSocketPath)
        {
            throw new IOException(
                $"the path of its socket has more than {LongestSocketPath} octets; name the data folder by a shorter one, or a link");
        }
        DataFolder.Create(data);
        if (!File.Exists(socket))
            return;
        using var probe = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        try
        {
            probe.Connect(new System.Net.Sockets.UnixDomainSocketEndPoint(socket));
        }
        catch (System.Net.Sockets.SocketException)
        {
            File.Delete(socket);
            return;
        }
        throw new IOException("another gateway runs on it");
    }

    private static void TryDelete(string socket)
    {
        try
        {
            File.Delete(socket);
        }
        catch (IOException)
        {
            // The next start removes it.
        }
    }
}
