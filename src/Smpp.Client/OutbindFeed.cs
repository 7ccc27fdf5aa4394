using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>Passes on what sessions bring that a message centre has opened by outbind.</summary>
internal sealed class OutbindFeed(ClientFeed feed, BindPool pool) : ISessionHandler
{
    public void OnMessage(in Inbound request, scoped in MessageView message) => feed.OnMessage(request, message);

    public void OnRequest(in Inbound request, ReadOnlySpan<byte> body) => feed.OnRequest(request, body);

    public void OnResponse(SmppSession session, in PduHeader header, ReadOnlySpan<byte> body) => pool.OnResponse(session, header, body);

    public void OnReady(SmppSession session)
    {
        // Before anything is sent on it.
        if (session.State.IsBound)
            pool.Called.Add(session);
        pool.OnReady();
        feed.OnReady(session);
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        pool.Called.Remove(session);
        feed.OnEnd(session, end);
    }
}
