using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// The latest requests that were given up for want of a response, with their sinks where those want to hear of one that comes all the same.
/// The oldest go when there are too many. Not thread-safe; the session's gate guards it.
/// </summary>
internal sealed class LateRequests
{
    private const int Most = 1_000;

    private readonly Dictionary<uint, PendingRequest> _requests = [];
    private readonly Queue<uint> _order = new();

    public void Add(in PendingRequest request)
    {
        while (_order.Count >= Most)
            _requests.Remove(_order.Dequeue());
        _requests[request.Sequence] = request;
        _order.Enqueue(request.Sequence);
    }

    /// <summary>Takes the request that this response belongs to; a generic_nack says nothing about what the peer did.</summary>
    public bool TryTake(in PduHeader response, out PendingRequest request) =>
        _requests.TryGetValue(response.Sequence, out request) && request.Command.Response == response.Id
        && _requests.Remove(response.Sequence);
}
