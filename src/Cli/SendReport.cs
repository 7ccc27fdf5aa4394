using System.Text;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Smpp.Protocol;
using Smpp.Session;

namespace Cli;

/// <summary>One part of a message that was sent; the id is null when it was not accepted.</summary>
internal sealed record SentPart(int Number, int Total, string Encoding, int Octets, string? Id, string Status)
{
    [JsonIgnore]
    public string Outcome => Id is null ? Status : $"id {PeerText.Shown(Id)}";
}

/// <summary>A receipt that came back.</summary>
internal sealed record ReceivedReceipt(string Id, string State, string Error, bool IsFinal);

/// <summary>What <c>smpp send</c> prints with <c>--json</c>.</summary>
internal sealed record SendReport
{
    public List<SentPart> Parts { get; init; } = [];

    public List<ReceivedReceipt> Receipts { get; init; } = [];

    public string? Error { get; init; }
}

/// <summary>Answers every deliver_sm and keeps the receipts among them for whoever waits.</summary>
internal sealed class ReceiptInbox : ISessionHandler
{
    private const int MostKept = 10_000;

    private readonly Channel<ReceivedReceipt> _receipts =
        Channel.CreateBounded<ReceivedReceipt>(new BoundedChannelOptions(MostKept) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>How the session ended, once it has.</summary>
    public SessionEnd End { get; private set; }

    public ValueTask<ReceivedReceipt> NextAsync(CancellationToken limit) => _receipts.Reader.ReadAsync(limit);

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        request.Accept();
        if (message.EsmClass.IsReceipt && Receipt.TryRead(message, out var receipt))
        {
            _receipts.Writer.TryWrite(new ReceivedReceipt(
                Encoding.Latin1.GetString(receipt.Id), receipt.State.Word, Encoding.Latin1.GetString(receipt.Error),
                receipt.IsFinal));
        }
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
        End = end;
        _receipts.Writer.TryComplete();
    }
}
