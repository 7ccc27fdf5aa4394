using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Shared;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Smpp.Client.Tests;

public class BoundSessionTests
{
    private static readonly Bind Transceiver = new(CommandId.BindTransceiver) { SystemId = "demo", Password = "demo" };

    private static readonly SubmitSm Hello = new() { Destination = Address.Parse("+447700900123"), ShortMessage = "hello"u8.ToArray() };

    [Fact]
    public async Task It_binds_submits_receives_and_unbinds()
    {
        await using var centre = new Centre();
        var handler = RecordingHandler.Accepting();
        var client = await ConnectAsync(centre, handler);
        var response = await client.SubmitAsync(Hello);
        Assert.Equal((CommandStatus.Ok, "42"), (response.Header.Status, response.MessageId));

        var delivered = await Assert.Single(centre.Server.Sessions).SendAsync(
            new DeliverSm { Destination = Address.Parse("12345"), ShortMessage = "back"u8.ToArray() });
        Assert.Equal(CommandStatus.Ok, delivered.Header.Status);
        Assert.Equal(["back"], handler.Texts);

        await client.DisposeAsync().AsTask().InTime();
        Assert.Equal(SessionEndReason.Unbound, Assert.Single(handler.Ends).Reason);
        await Until.Async(() => centre.Handler.Ends.Count == 1);
        Assert.Equal(SessionEndReason.Unbound, Assert.Single(centre.Handler.Ends).Reason);
    }

    [Fact]
    public async Task A_refusal_is_an_exception_with_its_status_and_leaves_no_connection()
    {
        await using var centre = new Centre { Answer = CommandStatus.InvalidPassword };
        var refused = await Assert.ThrowsAsync<SmppBindException>(() => ConnectAsync(centre));

        Assert.Equal(CommandStatus.InvalidPassword, refused.Status);
        await Until.Async(() => centre.Server.Sessions.Count == 0);
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_bind_is_answered_is_a_bind_exception()
    {
        await using var centre = new Centre(closes: true);

        var failed = await Assert.ThrowsAsync<SmppBindException>(() => ConnectAsync(centre));

        Assert.Equal((BindFailure.ConnectionEnded, (CommandStatus?)null), (failed.Reason, failed.Status));
    }

    [Fact]
    public async Task What_cannot_make_a_session_is_refused_before_anything_is_connected()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var handler = new RecordingHandler();
        var options = SessionOptions.Default with { Window = 0 };

        var refused = await Assert.ThrowsAsync<ArgumentException>(
            () => BoundSession.ConnectAsync(
                listener.LocalEndpoint, Transceiver, handler, options, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("options", refused.ParamName);
        await Assert.ThrowsAsync<ArgumentNullException>(
            () => BoundSession.ConnectAsync(
                listener.LocalEndpoint, Transceiver, null!, cancellationToken: TestContext.Current.CancellationToken));
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Nobody_listening_is_a_socket_exception()
    {
        var centre = new Centre();
        await centre.DisposeAsync();

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(centre));
    }

    [Fact]
    public async Task Binding_to_a_mute_centre_can_be_cancelled()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        using var cancel = new CancellationTokenSource();
        var connecting = BoundSession.ConnectAsync(
            mute.LocalEndpoint, Transceiver, new RecordingHandler(), cancellationToken: cancel.Token);
        using var accepted = await mute.AcceptSocketAsync(TestContext.Current.CancellationToken);
        // The bind has arrived, so the client waits for its answer.
        await accepted.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.InTime());
    }

    [Fact]
    public async Task Waiting_for_the_answer_to_a_submit_can_be_cancelled()
    {
        await using var centre = new Centre();
        await using var client = await ConnectAsync(centre);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SubmitAsync(Hello, cancel.Token).AsTask().InTime());
    }

    [Fact]
    public async Task A_hundred_submits_at_once_keep_within_the_window_and_are_all_answered()
    {
        await using var centre = new Centre();
        await using var client = await ConnectAsync(centre);
        var responses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.SubmitAsync(Hello).AsTask())).InTime();

        Assert.All(responses, response => Assert.Equal(CommandStatus.Ok, response.Header.Status));
        Assert.Equal(100, centre.Handler.Messages.Count);
    }

    [Fact]
    public async Task Over_tls_it_binds_submits_and_unbinds_without_waiting_for_a_timer()
    {
        using var certificate = SelfSigned();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var heartbeat = new Heartbeat(time);
        var handler = RecordingHandler.Accepting();
        await using var server = new SmppServer(
            new ServerOptions
            {
                EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
                Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate },
            },
            FixedAuthorizer.Accepting(handler), heartbeat, NullLogger.Instance);
        server.Start();
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, seen, _, _) => seen?.GetCertHashString() == certificate.GetCertHashString(),
        };
        var client = await BoundSession.ConnectAsync(
            server.EndPoint, Transceiver, handler, heartbeat: heartbeat, tls: tls,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("42", (await client.SubmitAsync(Hello)).MessageId);

        // No time passes on this clock: both ends close because each hears of the other's end.
        await client.DisposeAsync().AsTask().InTime();
        await Until.Async(() => server.Sessions.Count == 0);
    }

    [Fact]
    public async Task An_unknown_certificate_is_refused()
    {
        using var certificate = SelfSigned();
        using var heartbeat = new Heartbeat(TimeProvider.System);
        await using var server = new SmppServer(
            new ServerOptions
            {
                EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
                Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate },
            },
            FixedAuthorizer.Accepting(new RecordingHandler()), heartbeat, NullLogger.Instance);
        server.Start();

        await Assert.ThrowsAsync<System.Security.Authentication.AuthenticationException>(() => BoundSession.ConnectAsync(
            server.EndPoint, Transceiver, new RecordingHandler(), tls: new SslClientAuthenticationOptions { TargetHost = "localhost" },
            cancellationToken: TestContext.Current.CancellationToken));
    }

    private static Task<BoundSession> ConnectAsync(Centre centre, ISessionHandler? handler = null) => BoundSession.ConnectAsync(
        centre.Server.EndPoint, Transceiver, handler ?? new RecordingHandler(), cancellationToken: TestContext.Current.CancellationToken);

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
