using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Smpp.Session;

namespace Smpp.Hosting;

/// <summary>What clients and servers have in common in a host.</summary>
public static class SmppServices
{
    /// <summary>
    /// A handler with a service of its own scope, for the handlers of clients and servers: each call gets a scope, which ends with it.
    /// </summary>
    /// <typeparam name="TService">The service, of any lifetime.</typeparam>
    /// <typeparam name="TRequest">What is handled, such as a request or a received message.</typeparam>
    /// <typeparam name="TResult">The answer.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="handler">What is done.</param>
    /// <returns>The handler; its calls fail where the service is not registered.</returns>
    public static Func<TRequest, CancellationToken, ValueTask<TResult>> Scoped<TService, TRequest, TResult>(
        this IServiceProvider services, Func<TService, TRequest, CancellationToken, ValueTask<TResult>> handler)
        where TService : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(handler);
        return async (request, cancellationToken) =>
        {
            await using var scope = services.CreateAsyncScope();
            var service = scope.ServiceProvider.GetRequiredService<TService>();
            return await handler(service, request, cancellationToken).ConfigureAwait(false);
        };
    }

    /// <summary>
    /// Adds a singleton keyed by its name, the first of its kind also without a key, which starts and stops with the host.
    /// </summary>
    internal static IServiceCollection AddNamed<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions, TService>(
        IServiceCollection services, string name, Action<TOptions>? configure, Func<TOptions, IServiceProvider, TService> make,
        Action<TService> start, Func<TService, CancellationToken, Task> stop)
        where TOptions : SmppOptions
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        // The host would start one of them twice, and the other never.
        if (services.Any(known => known.IsKeyedService && known.ServiceType == typeof(TService) && name.Equals(known.ServiceKey)))
            throw new ArgumentException($"A {typeof(TService).Name} called '{name}' has been added already.", nameof(name));
        services.AddOptions<TOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                options.Name = name;
                options.LoggerFactory = provider.GetService<ILoggerFactory>();
                options.TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System;
            })
            .Configure(options => configure?.Invoke(options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, OptionsCheck<TOptions>>());
        services.AddKeyedSingleton(
            name, (provider, _) => make(provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name), provider));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<TService>(name));
        services.AddSingleton<IHostedService>(provider => new Lifetime<TService>(provider, name, start, stop));
        return services;
    }

    private sealed class OptionsCheck<TOptions> : IValidateOptions<TOptions> where TOptions : SmppOptions
    {
        public ValidateOptionsResult Validate(string? name, TOptions options) =>
            options.Validate() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    /// <summary>Makes the service no sooner than it starts, so that the host can check all options before.</summary>
    private sealed class Lifetime<TService>(
        IServiceProvider provider, string name, Action<TService> start, Func<TService, CancellationToken, Task> stop) : IHostedService
        where TService : class
    {
        private TService? _service;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _service = provider.GetRequiredKeyedService<TService>(name);
            start(_service);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) =>
            _service is null ? Task.CompletedTask : stop(_service, cancellationToken);
    }
}
