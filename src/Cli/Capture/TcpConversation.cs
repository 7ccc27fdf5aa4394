namespace Cli.Capture;

/// <summary>A connection, seen in either direction.</summary>
internal sealed class TcpConversation
{
    /// <summary>How many segments may fail to look like SMPP before a connection is taken for another protocol.</summary>
    private const int MostMisses = 32;

    private readonly TcpStream _forth;
    private readonly TcpStream _back;
    private readonly TcpEndPoint _opener;
    private int _misses;

    public TcpConversation(in TcpSegment first, bool isSmpp, IPduSink sink, ReorderBudget budget)
    {
        _opener = first.Source;
        string source = first.Source.ToString();
        string destination = first.Destination.ToString();
        _forth = new TcpStream(new PduStream(sink, source, destination), budget);
        _back = new TcpStream(new PduStream(sink, destination, source), budget);
        IsSmpp = isSmpp;
    }

    /// <summary>Whether it carries SMPP, as its port or its octets say.</summary>
    public bool IsSmpp { get; private set; }

    /// <summary>The number of the last packet that belonged to it.</summary>
    public long LastPacket { get; set; }

    /// <param name="segment">A segment of either direction.</param>
    /// <param name="recognise">Whether its octets may tell that this is SMPP.</param>
    public void Add(in TcpSegment segment, bool recognise)
    {
        TcpStream stream = segment.Source == _opener ? _forth : _back;
        if (segment.Syn)
            _misses = 0;
        // Octets that a capture cut off are those of another protocol too, until some that are there say otherwise.
        if (!IsSmpp && (!segment.Payload.IsEmpty || segment.Cut > 0))
        {
            if (!recognise || _misses >= MostMisses)
                return;
            IsSmpp = PduSign.IsChain(segment.Payload);
            if (!IsSmpp)
            {
                _misses++;
                stream.Forget();
                return;
            }
        }
        stream.Add(segment);
    }

    public void End()
    {
        _forth.End();
        _back.End();
    }
}
