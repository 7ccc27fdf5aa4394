using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Smpp.Server;

namespace Smpp.Hosting;

/// <summary>Servers in a host.</summary>
public static class SmppServerServices
{
    /// <summary>
    /// Adds a message centre: a singleton <see cref="MessageCentre"/> keyed by its name, the first one also without a key. It listens when
    /// the host has started, and unbinds its sessions when the host stops. Its log and clock are the host's.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the message centre and of its options, which may be configured elsewhere too.</param>
    /// <param name="configure">Sets the options. They are checked when the host starts, which fails with every fault.</param>
    /// <param name="handlers">
    /// Sets the handlers; the provider is the host's root: a handler that needs scoped services makes a scope.
    /// </param>
    public static IServiceCollection AddSmppServer(
        this IServiceCollection services, string name, Action<MessageCentreOptions> configure,
        Action<MessageCentre, IServiceProvider> handlers)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(handlers);
        services.AddOptions<MessageCentreOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                options.Name = name;
                options.LoggerFactory = provider.GetService<ILoggerFactory>();
                options.TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System;
            })
            .Configure(configure)
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MessageCentreOptions>, ServerOptionsCheck>());
        services.AddKeyedSingleton(name, (provider, _) =>
        {
            var centre = new MessageCentre(provider.GetRequiredService<IOptionsMonitor<MessageCentreOptions>>().Get(name));
            handlers(centre, provider);
            return centre;
        });
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<MessageCentre>(name));
        services.AddSingleton<IHostedService>(provider => new ServerLifetime(provider, name));
        return services;
    }

    private sealed class ServerOptionsCheck : IValidateOptions<MessageCentreOptions>
    {
        public ValidateOptionsResult Validate(string? name, MessageCentreOptions options) =>
            options.Validate() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    /// <summary>Makes the message centre no sooner than it starts, so that the host can check all options before.</summary>
    private sealed class ServerLifetime(IServiceProvider provider, string name) : IHostedService
    {
        private MessageCentre? _centre;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _centre = provider.GetRequiredKeyedService<MessageCentre>(name);
            _centre.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) =>
            _centre?.StopAsync().WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }
}
