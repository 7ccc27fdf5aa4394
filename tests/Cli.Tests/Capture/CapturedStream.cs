using System.Buffers.Binary;
using Cli.Capture;
using Shared;

namespace Cli.Tests.Capture;

/// <summary>Feeds segments between 10.0.0.1:40000 and 10.0.0.2:2775 and keeps what the decoder finds.</summary>
internal sealed class CapturedStream : IPduSink
{
    public const int Client = 40000;

    private readonly CaptureDecoder _decoder;
    private readonly int _server;
    private long _packets;

    public CapturedStream(int server = 2775, bool recognise = true)
    {
        _server = server;
        _decoder = new CaptureDecoder(this, [2775], recognise);
    }

    public List<(PduOrigin Origin, string Hex)> Pdus { get; } = [];

    public List<string> Notes { get; } = [];

    public bool Lost { get; private set; }

    public string[] Hex => [.. Pdus.Select(pdu => pdu.Hex)];

    /// <summary>A PDU with a body of zeros and a sequence number.</summary>
    public static byte[] Pdu(uint sequence, int body = 0, uint id = 0x00000004, uint status = 0)
    {
        var pdu = new byte[16 + body];
        BinaryPrimitives.WriteUInt32BigEndian(pdu, (uint)pdu.Length);
        BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(4), id);
        BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(8), status);
        BinaryPrimitives.WriteUInt32BigEndian(pdu.AsSpan(12), sequence);
        return pdu;
    }

    public static string HexOf(byte[] pdu) => Convert.ToHexStringLower(pdu);

    /// <summary>A segment from the client, a second after the one before.</summary>
    public CapturedStream Add(uint sequence, ReadOnlySpan<byte> payload, byte flags = Packets.Ack, int cut = 0) =>
        Packet(Packets.Tcp(Client, _server, sequence, flags, payload), "10.0.0.1", "10.0.0.2", cut);

    /// <summary>A segment from the server.</summary>
    public CapturedStream Answer(uint sequence, ReadOnlySpan<byte> payload, byte flags = Packets.Ack) =>
        Packet(Packets.Tcp(_server, Client, sequence, flags, payload), "10.0.0.2", "10.0.0.1", cut: 0);

    /// <summary>A segment of a connection of its own for each client.</summary>
    public CapturedStream AddFrom(int client, ReadOnlySpan<byte> payload) =>
        Packet(Packets.Tcp(client & 0xFFFF, _server, 1, Packets.Ack, payload), $"10.1.{client >> 16}.1", "10.0.0.2", cut: 0);

    public CapturedStream End()
    {
        _decoder.End();
        return this;
    }

    void IPduSink.Pdu(PduOrigin? origin, ReadOnlySpan<byte> pdu) => Pdus.Add((origin!.Value, Convert.ToHexStringLower(pdu)));

    void IPduSink.Note(PduOrigin? origin, string text, bool lost)
    {
        Notes.Add(text);
        Lost |= lost;
    }

    private CapturedStream Packet(byte[] segment, string source, string destination, int cut)
    {
        var packet = Packets.IPv4(source, destination, segment);
        var captured = packet.AsSpan(0, packet.Length - cut);
        _decoder.Add(new CapturedPacket(new CaptureTime(++_packets * 1_000_000_000), LinkType.Raw, captured, packet.Length));
        return this;
    }

    /// <summary>Feeds a stream of one direction and keeps nothing.</summary>
    internal sealed class Silent : IPduSink
    {
        private readonly CaptureDecoder _decoder;
        private uint _sequence = 1;

        public Silent()
        {
            _decoder = new CaptureDecoder(this, [2775], recognise: true);
            Feed(Packets.IPv4("10.0.0.1", "10.0.0.2", Packets.Tcp(Client, 2775, 0, Packets.Syn, [])), _sequence - 1);
        }

        public long Pdus { get; private set; }

        /// <summary>Feeds packets, each with one PDU; every other one comes before its turn.</summary>
        public void Feed(byte[] pdu, int packets)
        {
            byte[] packet = Packets.IPv4("10.0.0.1", "10.0.0.2", Packets.Tcp(Client, 2775, 0, Packets.Ack, pdu));
            for (int pair = 0; pair < packets / 2; pair++)
            {
                Feed(packet, _sequence + (uint)pdu.Length);
                Feed(packet, _sequence);
                _sequence += 2 * (uint)pdu.Length;
            }
        }

        void IPduSink.Pdu(PduOrigin? origin, ReadOnlySpan<byte> pdu) => Pdus++;

        void IPduSink.Note(PduOrigin? origin, string text, bool lost) => throw new InvalidOperationException(text);

        private void Feed(byte[] packet, uint sequence)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(24), sequence);
            _decoder.Add(new CapturedPacket(default, LinkType.Raw, packet, packet.Length));
        }
    }
}
