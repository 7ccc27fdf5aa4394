using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Smpp.Client;
using Smpp.Server;

namespace Smpp.Hosting;

/// <summary>Health checks of clients and servers.</summary>
public static class SmppHealthChecks
{
    /// <summary>
    /// Checks a client: healthy with all its sessions bound, degraded with some, and with none whatever <paramref name="failure"/> says.
    /// </summary>
    /// <param name="checks">The checks.</param>
    /// <param name="name">The client's name, which the check is called after: <c>smpp-client-NAME</c>.</param>
    /// <param name="failure">The status while nothing is bound.</param>
    /// <param name="tags">Tags to choose checks by, or null.</param>
    public static IHealthChecksBuilder AddSmppClient(
        this IHealthChecksBuilder checks, string name, HealthStatus failure = HealthStatus.Unhealthy, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.Add(new HealthCheckRegistration(
            $"smpp-client-{name}", provider => new ClientCheck(provider.GetRequiredKeyedService<SmppClient>(name)), failure, tags));
    }

    /// <summary>Checks a message centre: healthy while it listens; its sessions are in the data.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="name">The message centre's name, which the check is called after: <c>smpp-server-NAME</c>.</param>
    /// <param name="failure">The status while it does not listen.</param>
    /// <param name="tags">Tags to choose checks by, or null.</param>
    public static IHealthChecksBuilder AddSmppServer(
        this IHealthChecksBuilder checks, string name, HealthStatus failure = HealthStatus.Unhealthy, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.Add(new HealthCheckRegistration(
            $"smpp-server-{name}", provider => new ServerCheck(provider.GetRequiredKeyedService<MessageCentre>(name)), failure, tags));
    }

    private sealed class ClientCheck(SmppClient client) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var binds = client.Binds.ToArray();
            int bound = binds.Count(bind => bind.Session is { State: var state } && Session.SessionStates.get_IsBound(state));
            string? error = binds.FirstOrDefault(bind => bind is { Session: null, LastError: not null }).LastError;
            // A client without binds of its own is bound by outbind alone.
            var status = bound == 0 && !client.IsBound ? context.Registration.FailureStatus
                : bound == binds.Length ? HealthStatus.Healthy
                : HealthStatus.Degraded;
            string description = error is null ? $"{bound} of {binds.Length} bound" : $"{bound} of {binds.Length} bound; {error}";
            return Task.FromResult(new HealthCheckResult(
                status, description, data: new Dictionary<string, object> { ["bound"] = bound, ["binds"] = binds.Length }));
        }
    }

    private sealed class ServerCheck(MessageCentre centre) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            int sessions = centre.Sessions.Count;
            var data = new Dictionary<string, object> { ["sessions"] = sessions };
            return Task.FromResult(centre.IsListening
                ? HealthCheckResult.Healthy($"listens on {centre.EndPoint}, {sessions} sessions", data)
                : new HealthCheckResult(context.Registration.FailureStatus, "does not listen", data: data));
        }
    }
}
