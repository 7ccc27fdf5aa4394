namespace Storage.Cdr;

/// <summary>
/// Joins what several exporters still need of one journal into the one place from which it is kept. Thread-safe.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="exporters">How many there will be; nothing goes before each has said what it needs.</param>
public sealed class JournalKeep(Journal journal, int exporters)
{
    private readonly Lock _gate = new();
    private readonly long[] _positions = new long[exporters];
    private int _claims;

    /// <summary>A place for one exporter to say from where on it needs the journal.</summary>
    public Action<JournalPosition> Claim()
    {
        int claim = _claims++;
        return position =>
        {
            lock (_gate)
            {
                _positions[claim] = position.Value;
                journal.KeepFrom = new JournalPosition(_positions.Min());
            }
        };
    }
}
