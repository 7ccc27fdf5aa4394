using System.Globalization;
using System.Text;

namespace Simulator.Ledgers;

/// <summary>One line of a ledger. docs/ledgers.md says which line has what; the rest is null or zero.</summary>
public sealed record LedgerEntry
{
    /// <summary>The line's first word.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was written, in microseconds since 1970.</summary>
    public long Microseconds { get; init; }

    /// <summary>The carrier's own number of the message.</summary>
    public long Number { get; init; }

    /// <summary>The hash of the user data.</summary>
    public ulong Tag { get; init; }

    /// <summary>The id on the wire.</summary>
    public string? Id { get; init; }

    /// <summary>The customer's system_id.</summary>
    public string? SystemId { get; init; }

    /// <summary>The source as ton.npi.value.</summary>
    public string? Source { get; init; }

    /// <summary>The destination as ton.npi.value.</summary>
    public string? Destination { get; init; }

    /// <summary>The state that a receipt reports.</summary>
    public string? State { get; init; }

    /// <summary>The status of the answer, or why there was none.</summary>
    public string? Status { get; init; }
}

/// <summary>Reads ledgers, while they are still being written too: a last line without its end is left out.</summary>
public static class LedgerReader
{
    /// <summary>The lines of one ledger.</summary>
    public static IEnumerable<LedgerEntry> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 64 * 1024);
        using var reader = new StreamReader(file, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
        {
            // ReadLine does not tell whether there was a line end; a torn last line has too few words or a status cut short.
            if (reader.EndOfStream && !EndsWithNewline(path))
                yield break;
            if (TryParse(line, out var entry))
                yield return entry!;
        }
    }

    /// <summary>Whether a file has a whole line, be it one of a ledger or not.</summary>
    internal static bool HasLines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        for (int octet = file.ReadByte(); octet >= 0; octet = file.ReadByte())
        {
            if (octet == '\n')
                return true;
        }
        return false;
    }

    internal static bool TryParse(string line, out LedgerEntry? entry)
    {
        var words = line.Split(' ');
        entry = words.Length < 2 ? null : words switch
        {
            ["submit", _, var number, var id, var systemId, var source, var destination, var tag, var state, var status] => new LedgerEntry
            {
                Kind = words[0],
                Number = Number(number),
                Id = Word(id),
                SystemId = Word(systemId),
                Source = Word(source),
                Destination = Word(destination),
                Tag = Tag(tag),
                State = Word(state),
                Status = status,
            },
            ["receipt", _, var number, var id, var state] =>
                new LedgerEntry { Kind = words[0], Number = Number(number), Id = Word(id), State = state },
            ["receipt-acked", _, var number, var id, var status] =>
                new LedgerEntry { Kind = words[0], Number = Number(number), Id = Word(id), Status = status },
            ["mo", _, var number, var systemId, var source, var destination, var tag] => new LedgerEntry
            {
                Kind = words[0],
                Number = Number(number),
                SystemId = Word(systemId),
                Source = Word(source),
                Destination = Word(destination),
                Tag = Tag(tag),
            },
            ["mo-acked", _, var number, var status] => new LedgerEntry { Kind = words[0], Number = Number(number), Status = status },
            ["accepted", _, var tag, var id] => new LedgerEntry { Kind = words[0], Tag = Tag(tag), Id = Word(id) },
            ["refused" or "unknown", _, var tag, var status] => new LedgerEntry { Kind = words[0], Tag = Tag(tag), Status = status },
            ["got-receipt", _, var id, var state] => new LedgerEntry { Kind = words[0], Id = Word(id), State = state },
            ["got-mo", _, var source, var destination, var tag] => new LedgerEntry
            {
                Kind = words[0],
                Source = Word(source),
                Destination = Word(destination),
                Tag = Tag(tag),
            },
            _ => null,
        };
        entry = entry is null ? null : entry with { Microseconds = Number(words[1]) };
        return entry is not null;
    }

    private static long Number(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static ulong Tag(string word) =>
        ulong.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong tag) ? tag : 0;

    private static string? Word(string word) => word == "-" ? null : word.Contains('%') ? Unescape(word) : word;

    private static string Unescape(string word)
    {
        var text = new StringBuilder(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            var digits = word.AsSpan(i + 1, Math.Min(2, word.Length - i - 1));
            if (word[i] == '%' && byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            {
                text.Append((char)octet);
                i += 2;
            }
            else
            {
                text.Append(word[i]);
            }
        }
        return text.ToString();
    }

    private static bool EndsWithNewline(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
