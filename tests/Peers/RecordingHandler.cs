using System.Collections.Concurrent;
using Smpp.Protocol;
using Smpp.Session;

namespace Peers;

/// <summary>Remembers what a session tells its owner. Answers nothing unless a test says what to do.</summary>
public sealed class RecordingHandler : ISessionHandler
{
    private int _readies;

    public ConcurrentQueue<Inbound> Messages { get; } = new();

    public ConcurrentQueue<string> Texts { get; } = new();

    public ConcurrentQueue<Inbound> Requests { get; } = new();

    public ConcurrentQueue<SessionEnd> Ends { get; } = new();

    public int Readies => Volatile.Read(ref _readies);

    public Action<Inbound>? WhenMessage { get; set; }

    public Action<SmppSession>? WhenReady { get; set; }

    public Action<WirePdu>? WhenResponse { get; set; }

    public Action<int>? WhenTimeout { get; set; }

    public Action<int>? WhenUnanswered { get; set; }

    public Action? WhenEnded { get; set; }

    public static RecordingHandler Accepting() => new() { WhenMessage = static request => request.Accept("42"u8) };

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        Messages.Enqueue(request);
        Texts.Enqueue(System.Text.Encoding.Latin1.GetString(message.UserData));
        WhenMessage?.Invoke(request);
    }

    public void OnRequest(in Inbound request, ReadOnlySpan<byte> body) => Requests.Enqueue(request);

    public void OnResponse(SmppSession session, in PduHeader header, ReadOnlySpan<byte> body)
    {
        if (WhenResponse is { } told)
            told(new WirePdu(header, body.ToArray()));
    }

    public void OnTimeout(SmppSession session, int requests) => WhenTimeout?.Invoke(requests);

    public void OnUnanswered(SmppSession session, int requests) => WhenUnanswered?.Invoke(requests);

    public void OnReady(SmppSession session)
    {
        Interlocked.Increment(ref _readies);
        WhenReady?.Invoke(session);
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        Ends.Enqueue(end);
        WhenEnded?.Invoke();
    }
}
