using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Smpp.Client;

namespace Smpp.Hosting;

/// <summary>Clients in a host.</summary>
public static class SmppClientServices
{
    /// <summary>
    /// Adds a client: a singleton <see cref="SmppClient"/> keyed by its name, the first one also without a key. It begins to bind when the
    /// host starts, which does not wait for it, and unbinds when the host stops. Its log and clock are the host's.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the client and of its options, which may be configured elsewhere too.</param>
    /// <param name="configure">Sets the options. They are checked when the host starts, which fails with every fault.</param>
    public static IServiceCollection AddSmppClient(this IServiceCollection services, string name, Action<SmppClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<SmppClientOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                options.Name = name;
                options.LoggerFactory = provider.GetService<ILoggerFactory>();
                options.TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System;
            })
            .Configure(configure)
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SmppClientOptions>, ClientOptionsCheck>());
        services.AddKeyedSingleton(
            name, (provider, _) => new SmppClient(provider.GetRequiredService<IOptionsMonitor<SmppClientOptions>>().Get(name)));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<SmppClient>(name));
        services.AddSingleton<IHostedService>(provider => new ClientLifetime(provider, name));
        return services;
    }

    private sealed class ClientOptionsCheck : IValidateOptions<SmppClientOptions>
    {
        public ValidateOptionsResult Validate(string? name, SmppClientOptions options) =>
            options.Validate() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    /// <summary>Makes the client no sooner than it starts, so that the host can check all options before.</summary>
    private sealed class ClientLifetime(IServiceProvider provider, string name) : IHostedService
    {
        private SmppClient? _client;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _client = provider.GetRequiredKeyedService<SmppClient>(name);
            _client.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) =>
            _client?.DisposeAsync().AsTask().WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }
}
