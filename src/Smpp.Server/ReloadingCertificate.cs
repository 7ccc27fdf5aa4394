using System.Buffers.Binary;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Smpp.Server;

/// <summary>
/// A certificate that follows its files: the first handshake after the contents of one have changed uses the new one, however it was
/// replaced, behind symbolic links too. Sessions that are connected do not notice. Files that are of no use, such as half of a change,
/// leave the old certificate in force. Thread-safe.
/// </summary>
public sealed class ReloadingCertificate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string[] _files;
    private readonly Func<SslStreamCertificateContext> _load;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private volatile SslStreamCertificateContext _current;
    private UInt128[] _seen;
    private long _lookedAt;

    /// <summary>Loads the certificate.</summary>
    /// <param name="files">The files that it is made of.</param>
    /// <param name="load">Makes the certificate of them; what it throws the first time is the caller's.</param>
    /// <param name="time">The clock: the files are looked at once a second at most.</param>
    /// <param name="logger">Hears of changes.</param>
    public ReloadingCertificate(
        IEnumerable<string> files, Func<SslStreamCertificateContext> load, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(time);
        _files = [.. files];
        _load = load;
        _time = time;
        _logger = logger;
        // Before the load: a change that comes between the two is then seen as one, and loaded again.
        _seen = Look();
        _lookedAt = time.GetTimestamp();
        _current = load();
    }

    /// <summary>The certificate for the next handshake.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= Patience && _gate.TryEnter())
            {
                try
                {
                    Refresh();
                }
                finally
                {
                    _gate.Exit();
                }
            }
            return _current;
        }
    }

    /// <summary>A certificate and its key in PEM; the certificates between it and its root may stand behind it.</summary>
    /// <exception cref="CryptographicException">The files are not a certificate and its key.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ReloadingCertificate FromPem(string certificate, string key, TimeProvider time, ILogger logger) =>
        new([certificate, key], () => Pem(File.ReadAllText(certificate), File.ReadAllText(key)), time, logger);

    private static SslStreamCertificateContext Pem(string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
    }

    private void Refresh()
    {
        var now = Look();
        Volatile.Write(ref _lookedAt, _time.GetTimestamp());
        if (now.AsSpan().SequenceEqual(_seen))
            return;
        _seen = now;
        try
        {
            _current = _load();
            Log.CertificateLoaded(_logger, _current.TargetCertificate.Subject, _current.TargetCertificate.NotAfter);
        }
        catch (Exception e)
        {
            // Whatever the files have become, connections must go on with what there was.
            Log.CertificateNotLoaded(_logger, _files[0], e.Message);
        }
    }

    /// <summary>
    /// What the files hold now, as digests, so that no key stays in memory for longer than it takes to read. Their times and lengths do not
    /// tell: those of a symbolic link are its own, and where a directory on its way is exchanged, as Kubernetes does, it never changes.
    /// </summary>
    private UInt128[] Look() => [.. _files.Select(Digest)];

    private static UInt128 Digest(string file)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        try
        {
            using var content = File.OpenRead(file);
            SHA256.HashData(content, digest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As another content: the load says what is the matter.
            digest.Clear();
        }
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
