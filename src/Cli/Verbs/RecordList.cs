using Storage;
using Storage.Inspection;

namespace Cli.Verbs;

/// <summary>One event of the journal as <c>smpp store inspect</c> shows it.</summary>
internal sealed record StoredRecord(
    string Position, int Octets, string Type, string MessageId, int Number, DateTimeOffset Time, string Account, string Source,
    string Destination, string Route, string Upstream, string UpstreamMessageId, long Status, int State, string Flags, string Content);

/// <summary>Takes the events that are asked for, numbers and content masked unless they are wanted.</summary>
internal sealed class RecordList(StatedId? message, EventKind? kind, int offset, int limit, bool showContent) : IInspection
{
    private const int ShownDigits = 4;

    public List<StoredRecord> Records { get; } = [];

    public bool OnEvent(in JournalEvent e, JournalPosition position, int octets)
    {
        if ((message is { } id && !id.Matches(e.MessageId)) || (kind is { } wanted && wanted != e.Kind) || position.Offset < offset)
            return true;
        Records.Add(new StoredRecord(
            position.ToString(), octets, e.Kind.ToString(), Id(e.MessageId), e.Number,
            DateTimeOffset.UnixEpoch.AddMicroseconds(e.Time), Text(e.Account), Masked(e.Source.ToString()),
            Masked(e.Destination.ToString()), Text(e.Route), Text(e.Upstream), Text(e.UpstreamMessageId), e.Status, e.State,
            e.Flags == 0 ? "" : e.Flags.ToString(),
            showContent ? Convert.ToHexStringLower(e.Payload) : e.Payload.IsEmpty ? "" : $"{e.Payload.Length} octets"));
        return Records.Count < limit;
    }

    private static string Text(ReadOnlySpan<byte> octets) => System.Text.Encoding.Latin1.GetString(octets);

    private static string Id(ulong id)
    {
        Span<byte> text = stackalloc byte[MessageIds.TextLength];
        return Text(text[..MessageIds.Format(id, text)]);
    }

    private string Masked(string number)
    {
        if (showContent)
            return number;
        int shown = Math.Min(number.Length / 2, ShownDigits);
        return string.Concat(number.AsSpan(0, shown), new string('*', number.Length - shown));
    }
}
