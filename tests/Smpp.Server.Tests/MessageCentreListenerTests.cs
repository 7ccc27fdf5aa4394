using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Shared;
using Smpp.Protocol;

namespace Smpp.Server.Tests;

/// <summary>What a message centre made of handlers has of the listener underneath.</summary>
public sealed class MessageCentreListenerTests : IDisposable
{
    private readonly Authority _authority = new();
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task It_listens_plainly_and_with_tls_at_once_and_shows_a_changed_certificate_to_who_comes_then()
    {
        Write("CN=localhost");
        await using var centre = Accepting(options => options.Listeners.Add(Secure()));
        centre.Start();
        Assert.Equal(2, centre.EndPoints.Count);
        await using var plain = await RawPeer.ConnectAsync(centre.EndPoints[0]);
        Assert.Equal(CommandStatus.Ok, (await plain.BindAsync(systemId: "demo", password: "demo")).Status);
        var (first, shown) = await TlsPeer.ConnectAsync(centre.EndPoints[1]);
        await using (first)
        {
            Assert.Equal("CN=localhost", shown.RemoteCertificate!.Subject);
            Assert.Equal(CommandStatus.Ok, (await first.BindAsync(systemId: "demo", password: "demo")).Status);
            Write("CN=renewed");
            await Until.Async(async () =>
            {
                var (next, tls) = await TlsPeer.ConnectAsync(centre.EndPoints[1]);
                await using (next)
                    return tls.RemoteCertificate!.Subject == "CN=renewed";
            });
            await first.SendAsync(WirePdu.Empty(CommandId.EnquireLink, 9));
            await first.ReceiveAsync(CommandId.EnquireLinkResp);
        }
    }

    [Fact]
    public async Task A_client_certificate_makes_the_account()
    {
        Write("CN=localhost");
        await File.WriteAllTextAsync(PathOf("ca.pem"), _authority.Pem, TestContext.Current.CancellationToken);
        using var acme = _authority.Sign("CN=acme.example");
        using var foreign = new Authority("CN=elsewhere");
        using var stranger = foreign.Sign("CN=acme.example");
        Assert.True(CertificateRule.TryParse("acme.example", out var rule));
        var seen = new TaskCompletionSource<EsmeSession>();
        var options = new MessageCentreOptions
        {
            Address = "127.0.0.1", Port = 0, CertificateFile = PathOf("cert.pem"), KeyFile = PathOf("key.pem"),
            ClientAuthoritiesFile = PathOf("ca.pem"), Window = 3,
        };
        await using var centre = new MessageCentre(options)
            .UseAccounts(
                new ServerAccount { SystemId = "acme", Password = null, Certificate = rule },
                new ServerAccount { SystemId = "free", Password = StoredPassword.Plain("free") })
            .OnBound(seen.SetResult);
        centre.Start();
        var (peer, _) = await TlsPeer.ConnectAsync(centre.EndPoint, acme);
        await using (peer)
            Assert.Equal(CommandStatus.Ok, (await peer.BindAsync(systemId: "acme", password: "")).Status);
        var esme = await seen.Task.InTime();
        Assert.Equal(("acme", "acme", 3), (esme.SystemId, esme.Account?.SystemId, esme.Session.Options.Window));
        var (impostor, _) = await TlsPeer.ConnectAsync(centre.EndPoint, acme);
        await using (impostor)
            Assert.Equal(CommandStatus.InvalidPassword, (await impostor.BindAsync(systemId: "free", password: "free")).Status);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            var (unknown, _) = await TlsPeer.ConnectAsync(centre.EndPoint, stranger);
            await using (unknown)
                Assert.Null(await unknown.ReceiveAsync());
            throw new IOException("closed after the handshake, as TLS 1.3 does");
        });
        await Until.Async(() => centre.Sessions.Count == 0);
    }

    [Fact]
    public async Task A_proxy_s_client_is_the_peer_for_the_allow_list_and_for_the_handler()
    {
        var remote = new TaskCompletionSource<string>();
        await using var centre = Accepting(options => (options.Proxies, options.Networks) = (["127.0.0.0/8"], ["203.0.113.7"]));
        centre.OnBound(esme => remote.SetResult($"{esme.RemoteEndPoint}"));
        centre.Start();
        await using var stranger = await RawPeer.ConnectAsync(centre.EndPoint);
        await stranger.SendAsync(ProxyHeaders.Of("203.0.113.8:4711"));
        Assert.Null(await stranger.ReceiveAsync());
        await using var known = await RawPeer.ConnectAsync(centre.EndPoint);
        await known.SendAsync(ProxyHeaders.Of("203.0.113.7:4711"));
        Assert.Equal(CommandStatus.Ok, (await known.BindAsync(systemId: "demo", password: "demo")).Status);

        Assert.Equal("203.0.113.7:4711", await remote.Task.InTime());
    }

    [Fact]
    public async Task Who_may_not_connect_is_closed_at_once()
    {
        await using var centre = Accepting(options => options.Networks = ["192.0.2.0/24"]);
        centre.Start();
        await using var peer = await RawPeer.ConnectAsync(centre.EndPoint);

        Assert.Null(await peer.ReceiveAsync());
    }

    [Fact]
    public void Options_at_fault_are_named_with_their_listener()
    {
        var refused = Assert.Throws<ArgumentException>(() => new MessageCentre(new MessageCentreOptions
        {
            Networks = ["10.0.0.0/40"],
            CertificateFile = PathOf("none.pem"),
            Listeners = { new ListenerOptions { Port = -1, Proxies = ["nowhere"] } },
        }));

        Assert.All(
            [
                "Networks has '10.0.0.0/40'", "CertificateFile and KeyFile belong together", "none.pem', where there is no file",
                "Listeners[0]: Port is -1", "Listeners[0]: Proxies has 'nowhere'",
            ],
            part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        File.WriteAllText(PathOf("cert.pem"), "no certificate");
        File.WriteAllText(PathOf("key.pem"), "no key");
        Assert.Contains(
            "CertificateFile", Assert.Throws<ArgumentException>(() => Accepting(options => options.Listeners.Add(Secure()))).Message,
            StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private static MessageCentre Accepting(Action<MessageCentreOptions> configure)
    {
        var options = new MessageCentreOptions { Address = "127.0.0.1", Port = 0 };
        configure(options);
        return new MessageCentre(options).OnBind(_ => CommandStatus.Ok);
    }

    private ListenerOptions Secure() => new()
    {
        Address = "127.0.0.1", Port = 0, CertificateFile = PathOf("cert.pem"), KeyFile = PathOf("key.pem"),
    };

    private string PathOf(string file) => Path.Combine(_folder.Path, file);

    private void Write(string subject)
    {
        using var certificate = _authority.Sign(subject, "localhost");
        File.WriteAllText(PathOf("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }
}
