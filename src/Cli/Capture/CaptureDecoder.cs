namespace Cli.Capture;

/// <summary>
/// Finds the PDUs in captured packets. What it holds is bounded however long the capture: a number of connections, one unfinished PDU
/// for each direction, and a number of octets that came before their turn.
/// </summary>
/// <param name="sink">Gets the PDUs.</param>
/// <param name="ports">The ports of connections that carry SMPP.</param>
/// <param name="recognise">Whether connections of other ports are SMPP too when their octets look like it.</param>
internal sealed class CaptureDecoder(IPduSink sink, IReadOnlyList<ushort> ports, bool recognise)
{
    private const int MostConversations = 32 * 1024;
    private const long MostEarlyOctets = 64 * 1024 * 1024;

    private readonly Dictionary<(TcpEndPoint, TcpEndPoint), TcpConversation> _conversations = [];
    private readonly ReorderBudget _budget = new(MostEarlyOctets);
    private readonly long[] _packets = new long[Enum.GetValues<PacketKind>().Length];

    /// <summary>How many packets there were.</summary>
    public long Packets { get; private set; }

    /// <summary>Whether any connection carried SMPP.</summary>
    public bool HasSmpp { get; private set; }

    /// <summary>A link type that is not known here, if there was one.</summary>
    public LinkType? UnknownLink { get; private set; }

    public long Count(PacketKind kind) => _packets[(int)kind];

    public void Add(in CapturedPacket packet)
    {
        Packets++;
        PacketKind kind = PacketLayers.Read(packet, out TcpSegment segment);
        _packets[(int)kind]++;
        if (kind == PacketKind.UnknownLink)
            UnknownLink = packet.Link;
        if (kind != PacketKind.Tcp)
            return;
        TcpConversation conversation = ConversationOf(segment);
        conversation.LastPacket = Packets;
        conversation.Add(segment, recognise);
        HasSmpp |= conversation.IsSmpp;
    }

    /// <summary>Gives out what is still held, the connection that was quiet longest first.</summary>
    public void End()
    {
        foreach (TcpConversation conversation in _conversations.Values.OrderBy(known => known.LastPacket))
            conversation.End();
        _conversations.Clear();
    }

    private TcpConversation ConversationOf(in TcpSegment segment)
    {
        if (_conversations.TryGetValue((segment.Source, segment.Destination), out TcpConversation? known)
            || _conversations.TryGetValue((segment.Destination, segment.Source), out known))
            return known;
        if (_conversations.Count == MostConversations)
            EndQuietest();
        bool isSmpp = ports.Contains(segment.Source.Port) || ports.Contains(segment.Destination.Port);
        var added = new TcpConversation(segment, isSmpp, sink, _budget);
        _conversations.Add((segment.Source, segment.Destination), added);
        return added;
    }

    /// <summary>Ends the half that was quiet longest, so that making room costs little for each connection.</summary>
    private void EndQuietest()
    {
        var quietest = _conversations.OrderBy(known => known.Value.LastPacket).Take(MostConversations / 2).ToArray();
        foreach (var (key, conversation) in quietest)
        {
            conversation.End();
            _conversations.Remove(key);
        }
    }
}
