using Microsoft.Extensions.DependencyInjection;
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
    /// <param name="name">The name of the client and of its options.</param>
    /// <param name="configure">
    /// Sets the options; null when they are configured elsewhere, under the same name. They are checked when the host starts, which fails
    /// with every fault.
    /// </param>
    /// <param name="handlers">
    /// Sets the handlers of messages and receipts; null leaves those to the client's streams. The provider is the host's root: see
    /// <see cref="SmppServices.Scoped"/> for a handler that needs scoped services.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty, or a client of that name has been added already.</exception>
    public static IServiceCollection AddSmppClient(
        this IServiceCollection services, string name, Action<SmppClientOptions>? configure = null,
        Action<SmppClient, IServiceProvider>? handlers = null) =>
        SmppServices.AddNamed<SmppClientOptions, SmppClient>(
            services, name, configure,
            (options, provider) =>
            {
                var client = new SmppClient(options);
                handlers?.Invoke(client, provider);
                return client;
            },
            client => client.Start(), (client, stop) => client.DisposeAsync().AsTask().WaitAsync(stop));
}
