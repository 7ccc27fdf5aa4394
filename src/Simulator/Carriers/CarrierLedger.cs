using System.IO.Hashing;
using Simulator.Ledgers;
using Smpp.Protocol;

namespace Simulator.Carriers;

/// <summary>The lines of a carrier's ledger; docs/ledgers.md describes them.</summary>
internal sealed class CarrierLedger(LedgerWriter writer, IdForm form, Func<long> microseconds)
{
    public LedgerWriter Writer => writer;

    /// <param name="number">The carrier's own number of the message; 0 when it was not accepted.</param>
    /// <param name="systemId">Who submitted it.</param>
    /// <param name="message">The submit_sm.</param>
    /// <param name="receipt">The state that its receipt will report, or null when none was asked for.</param>
    /// <param name="status">The answer's status, or null when there will be none.</param>
    public void Submit(long number, ReadOnlySpan<byte> systemId, scoped in MessageView message, MessageState? receipt,
        CommandStatus? status)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "submit"u8, microseconds());
        line.Add(number);
        AddId(ref line, number);
        line.Add(systemId);
        line.Add(message.Source);
        line.Add(message.Destination);
        line.AddTag(XxHash3.HashToUInt64(message.UserData));
        line.Add(receipt is { } state ? state.WordOctets : default);
        AddStatus(ref line, status);
        line.End();
        writer.Append(line);
    }

    public void Receipt(long number, MessageState state)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "receipt"u8, microseconds());
        line.Add(number);
        AddId(ref line, number);
        line.Add(state.WordOctets);
        line.End();
        writer.Append(line);
    }

    public void ReceiptAcked(long number, CommandStatus? status)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "receipt-acked"u8, microseconds());
        line.Add(number);
        AddId(ref line, number);
        AddStatus(ref line, status);
        line.End();
        writer.Append(line);
    }

    public void Originated(long number, ReadOnlySpan<byte> systemId, scoped in MessageView message)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "mo"u8, microseconds());
        line.Add(number);
        line.Add(systemId);
        line.Add(message.Source);
        line.Add(message.Destination);
        line.AddTag(XxHash3.HashToUInt64(message.UserData));
        line.End();
        writer.Append(line);
    }

    public void OriginatedAcked(long number, CommandStatus? status)
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "mo-acked"u8, microseconds());
        line.Add(number);
        AddStatus(ref line, status);
        line.End();
        writer.Append(line);
    }

    private void AddId(ref LedgerLine line, long number)
    {
        Span<byte> id = stackalloc byte[IdForms.MaxLength];
        line.Add(number == 0 ? default : id[..form.WriteResponseId(number, id)]);
    }

    private static void AddStatus(ref LedgerLine line, CommandStatus? status)
    {
        if (status is null)
            line.Add("lost"u8);
        else if (status == CommandStatus.Ok)
            line.Add("ESME_ROK"u8);
        else
            line.Add(System.Text.Encoding.ASCII.GetBytes(status.Value.Name));
    }
}
