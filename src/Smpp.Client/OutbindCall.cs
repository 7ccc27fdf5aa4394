using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>
/// One connection of a message centre: its outbind, then a session as with any other. What comes before the outbind is read octet for
/// octet, so that nothing behind it is taken from the session.
/// </summary>
internal sealed class OutbindCall(
    OutbindListenerOptions options, OutbindCheck check, ISessionHandler handler, Heartbeat heartbeat, ILogger logger,
    ISendLimit? limit)
{
    private volatile SmppSession? _session;

    public SmppSession? Session => _session;

    public async Task RunAsync(Socket socket, CancellationToken stopping)
    {
        var remote = socket.RemoteEndPoint;
        Transport? transport;
        using (var time = new CancellationTokenSource(options.OutbindTimeout, heartbeat.Time))
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stopping))
        using (limit.Token.UnsafeRegister(static state => ((Socket)state!).Dispose(), socket))
        {
            string? refusal;
            try
            {
                transport = await OpenAsync(socket, limit.Token).ConfigureAwait(false);
                refusal = await RefusalAsync(transport).ConfigureAwait(false);
            }
            catch (Exception) when (limit.IsCancellationRequested)
            {
                refusal = $"no outbind within {options.OutbindTimeout.TotalSeconds:0} s";
                transport = null;
            }
            if (transport is null || refusal is not null || limit.IsCancellationRequested)
            {
                transport?.Abort();
                if (!stopping.IsCancellationRequested)
                    Log.OutbindRefused(logger, options.Name, remote, refusal);
                return;
            }
        }
        await BindAsync(transport, stopping).ConfigureAwait(false);
    }

    private async Task<Transport> OpenAsync(Socket socket, CancellationToken limit) => options.Tls is null
        ? new SocketTransport(socket)
        : await StreamTransport.OpenTlsAsync(socket, socket.RemoteEndPoint, options.Tls, limit).ConfigureAwait(false);

    /// <summary>Reads until there is an outbind; null when it is the expected one.</summary>
    private async Task<string?> RefusalAsync(Transport transport)
    {
        var buffer = new byte[PduFramer.UnboundMaxLength];
        while (true)
        {
            if (!await FillAsync(transport, buffer.AsMemory(0, PduHeader.Size)).ConfigureAwait(false))
                return "closed by the caller";
            var header = PduHeader.Read(buffer);
            if (header.Length is < PduHeader.Size or > PduFramer.UnboundMaxLength)
                return $"a command_length of {header.Length}";
            var body = buffer.AsMemory(PduHeader.Size, (int)header.Length - PduHeader.Size);
            if (!await FillAsync(transport, body).ConfigureAwait(false))
                return "closed by the caller";
            if (header.Id == CommandId.Outbind)
            {
                bool read = Pdu.TryRead(header, body.Span, options.Session.Rules ?? DecodeRules.Tolerant, out var pdu, out _);
                return read && pdu is Outbind outbind && check.Admits(outbind) ? null : "another system_id or password in the outbind";
            }
            if (header.Id != CommandId.EnquireLink)
                return $"{header.Id.Name} before any outbind";
            // enquire_link is answered in every state (v5.0 §2.7).
            var answer = new byte[PduHeader.Size];
            new PduHeader(PduHeader.Size, CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence).Write(answer);
            await transport.WriteAsync(answer).ConfigureAwait(false);
        }
    }

    private static async Task<bool> FillAsync(Transport transport, Memory<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int read = await transport.ReadAsync(buffer).ConfigureAwait(false);
            if (read == 0)
                return false;
            buffer = buffer[read..];
        }
        return true;
    }

    private async Task BindAsync(Transport transport, CancellationToken stopping)
    {
        var bind = options.ToBind(options.AsTransceiver ? CommandId.BindTransceiver : CommandId.BindReceiver);
        var session = new SmppSession(SessionRole.Esme, options.Session, heartbeat, handler) { Limit = limit };
        var running = new SessionConnection(transport, session, heartbeat.Time).RunAsync();
        _session = session;
        using var stop = stopping.UnsafeRegister(static state => _ = ((SmppSession)state!).UnbindAsync(), session);
        try
        {
            if (await session.BindAsync(bind, CancellationToken.None).ConfigureAwait(false) == CommandStatus.Ok)
                Log.Bound(logger, options.Name, session.RemoteEndPoint, bind.Id.Name);
            // A stop while the bind was under way found nothing to unbind.
            if (stopping.IsCancellationRequested)
                _ = session.UnbindAsync();
        }
        catch (SmppRequestLostException)
        {
            // The session's end, awaited below, says why.
        }
        catch
        {
            session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
            throw;
        }
        finally
        {
            var end = await running.ConfigureAwait(false);
            Log.OutbindEnded(logger, options.Name, session.RemoteEndPoint, end.ToString());
        }
    }
}
