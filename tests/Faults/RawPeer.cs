using System.Buffers.Binary;
using System.Net.Sockets;
using Shared;
using Smpp.Protocol;

namespace Faults;

/// <summary>A connection that sends what the test makes up, and reads what comes back PDU by PDU.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    /// <summary>The account it binds as: nobody else's, since receipts go to any session of an account.</summary>
    public const string SystemId = "raw";

    private readonly TcpClient _client = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    private RawPeer()
    {
    }

    public static async Task<RawPeer> ConnectAsync(int port)
    {
        var peer = new RawPeer();
        await peer._client.ConnectAsync("127.0.0.1", port);
        peer._stream = peer._client.GetStream();
        return peer;
    }

    /// <summary>Connects and binds as a transceiver.</summary>
    public static async Task<RawPeer> BindAsync(int port, string systemId = SystemId)
    {
        var peer = await ConnectAsync(port);
        await peer.SendAsync(RawPdu.Bind(1, systemId, Site.Password));
        await peer.ExpectAsync(CommandId.BindTransceiverResp, CommandStatus.Ok, 1);
        return peer;
    }

    public async Task SendAsync(params byte[] octets) => await _stream.WriteAsync(octets);

    /// <summary>Sends every octet in a packet of its own.</summary>
    public async Task SendOneByOneAsync(byte[] octets)
    {
        foreach (var octet in octets)
            await SendAsync(octet);
    }

    /// <summary>Reads one PDU, or null at the end of the connection.</summary>
    public async Task<ReceivedPdu?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Until.Limit);
        try
        {
            var head = new byte[PduHeader.Size];
            if (await _stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, limit.Token) < head.Length)
                return null;
            var header = PduHeader.Read(head);
            var body = new byte[header.Length - PduHeader.Size];
            await _stream.ReadExactlyAsync(body, limit.Token);
            return new ReceivedPdu(header, body);
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    /// <summary>The next PDU must be this answer; returns its body.</summary>
    public async Task<byte[]> ExpectAsync(CommandId command, CommandStatus status, uint sequence)
    {
        var pdu = await ReadAsync();
        Assert.NotNull(pdu);
        Assert.Equal((command, status, sequence), (pdu.Header.Id, pdu.Header.Status, pdu.Header.Sequence));
        if (status != CommandStatus.Ok)
            Assert.Equal((uint)PduHeader.Size, pdu.Header.Length);
        return pdu.Body;
    }

    public async Task ExpectEndAsync() => Assert.Null(await ReadAsync());

    /// <summary>The session is still there and answers.</summary>
    public async Task ExpectAliveAsync(uint sequence)
    {
        await SendAsync(RawPdu.Of(CommandId.EnquireLink, sequence));
        await ExpectAsync(CommandId.EnquireLinkResp, CommandStatus.Ok, sequence);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
        _client.Dispose();
    }
}

internal sealed record ReceivedPdu(PduHeader Header, byte[] Body);

/// <summary>PDUs of any shape, the right one unless told otherwise.</summary>
internal static class RawPdu
{
    /// <summary>A PDU of this command, with the command_length that fits it.</summary>
    public static byte[] Of(CommandId command, uint sequence, params byte[] body) =>
        [.. Header((uint)(PduHeader.Size + body.Length), (uint)command, sequence), .. body];

    public static byte[] Header(uint length, uint command, uint sequence)
    {
        var header = new byte[PduHeader.Size];
        BinaryPrimitives.WriteUInt32BigEndian(header, length);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), command);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(12), sequence);
        return header;
    }

    public static byte[] Bind(uint sequence, string systemId, string password) =>
        Of(CommandId.BindTransceiver, sequence, [.. CString(systemId), .. CString(password), 0, 0x34, 0, 0, 0]);

    /// <summary>A submit_sm.</summary>
    /// <param name="sequence">sequence_number</param>
    /// <param name="serviceType">service_type</param>
    /// <param name="source">source_addr</param>
    /// <param name="destination">destination_addr</param>
    /// <param name="schedule">schedule_delivery_time</param>
    /// <param name="validity">validity_period</param>
    /// <param name="length">sm_length, or null for that of the text.</param>
    /// <param name="tail">What stands behind short_message.</param>
    public static byte[] Submit(
        uint sequence, string serviceType = "", string source = "ACME", string destination = "447700900123", string schedule = "",
        string validity = "", byte? length = null, params byte[] tail)
    {
        var text = "Hello"u8.ToArray();
        return Of(
            CommandId.SubmitSm, sequence,
            [
                .. CString(serviceType), 5, 0, .. CString(source), 1, 1, .. CString(destination), 0, 0, 0,
                .. CString(schedule), .. CString(validity), 0, 0, 0, 0, length ?? (byte)text.Length, .. text, .. tail,
            ]);
    }

    private static byte[] CString(string value) => [.. System.Text.Encoding.Latin1.GetBytes(value), 0];
}
