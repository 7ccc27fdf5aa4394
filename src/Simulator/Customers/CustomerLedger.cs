using System.IO.Hashing;
using System.Text;
using Simulator.Ledgers;
using Smpp.Protocol;

namespace Simulator.Customers;

/// <summary>The lines of a customer's ledger; docs/ledgers.md describes them.</summary>
internal sealed class CustomerLedger(LedgerWriter writer, LoadTemplates templates, TimeProvider time)
{
    private readonly int _largestBody = templates.LargestBody;

    public LedgerWriter Writer => writer;

    public void Accepted(long number, ReadOnlySpan<byte> id)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "accepted"u8, Now());
        line.AddTag(Tag(number));
        line.Add(id);
        line.End();
        writer.Append(line);
    }

    public void Refused(long number, CommandStatus status) => Outcome("refused"u8, number, status.Name);

    public void Unknown(long number, string reason) => Outcome("unknown"u8, number, reason);

    public void Receipt(ReadOnlySpan<byte> id, MessageState state)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "got-receipt"u8, Now());
        line.Add(id);
        line.Add(state.WordOctets);
        line.End();
        writer.Append(line);
    }

    public void Originated(scoped in MessageView message)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "got-mo"u8, Now());
        line.Add(message.Source);
        line.Add(message.Destination);
        line.AddTag(XxHash3.HashToUInt64(message.UserData));
        line.End();
        writer.Append(line);
    }

    private void Outcome(ReadOnlySpan<byte> kind, long number, string word)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], kind, Now());
        line.AddTag(Tag(number));
        line.Add(Encoding.ASCII.GetBytes(word));
        line.End();
        writer.Append(line);
    }

    private ulong Tag(long number)
    {
        Span<byte> body = stackalloc byte[_largestBody];
        var message = templates[number];
        body = body[..message.BodyLength];
        message.WriteBody(body);
        return XxHash3.HashToUInt64(message.UserData(body));
    }

    private long Now() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
