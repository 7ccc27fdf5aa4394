using Microsoft.Extensions.DependencyInjection;
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
    /// <param name="name">The name of the message centre and of its options.</param>
    /// <param name="configure">
    /// Sets the options; null when they are configured elsewhere, under the same name. They are checked when the host starts, which fails
    /// with every fault.
    /// </param>
    /// <param name="handlers">
    /// Sets the handlers. The provider is the host's root: see <see cref="SmppServices.Scoped"/> for a handler that needs scoped services.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty, or a message centre of that name has been added already.</exception>
    public static IServiceCollection AddSmppServer(
        this IServiceCollection services, string name, Action<MessageCentreOptions>? configure,
        Action<MessageCentre, IServiceProvider> handlers)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        return SmppServices.AddNamed<MessageCentreOptions, MessageCentre>(
            services, name, configure,
            (options, provider) =>
            {
                var centre = new MessageCentre(options);
                handlers(centre, provider);
                return centre;
            },
            centre => centre.Start(), (centre, stop) => centre.StopAsync(stop));
    }
}
