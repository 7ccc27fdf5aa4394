using System.Net.Security;
using Gateway.Configuration;
using Microsoft.Extensions.Logging;
using Smpp.Server;

namespace Gateway.Hosting;

/// <summary>
/// The TLS settings of one listener as they are now: the certificate follows its files, and a reload replaces all of them. Only
/// handshakes to come use what is new.
/// </summary>
internal sealed class ListenerTls
{
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Settings _settings;

    public ListenerTls(ListenTls config, TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _settings = Make(config);
    }

    /// <summary>What the next handshake uses.</summary>
    public SslServerAuthenticationOptions Current()
    {
        var settings = _settings;
        var certificate = settings.Certificate.Current;
        if (settings.Options.ServerCertificateContext == certificate)
            return settings.Options;
        var changed = settings with { Options = settings.Config.ToServerOptions(certificate) };
        // A reload that comes between is newer than this.
        Interlocked.CompareExchange(ref _settings, changed, settings);
        return changed.Options;
    }

    /// <summary>Takes over what a reload has brought.</summary>
    public void Configure(ListenTls config) => _settings = Make(config);

    private Settings Make(ListenTls config)
    {
        // The first load is what the configuration has read already, and checked.
        TlsIdentity? read = config.Identity;
        var certificate = new ReloadingCertificate(
            config.Identity.Files,
            () => (Interlocked.Exchange(ref read, null) ?? config.Identity.Load!()).ToContext(),
            _time, _logger);
        return new Settings(config, certificate, config.ToServerOptions(certificate.Current));
    }

    private sealed record Settings(ListenTls Config, ReloadingCertificate Certificate, SslServerAuthenticationOptions Options);
}
