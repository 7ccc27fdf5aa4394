namespace Storage.Cdr;

/// <summary>
/// How far a database has the events of a journal: everything before <paramref name="Position"/> of <paramref name="Journal"/>.
/// </summary>
public readonly record struct CdrPosition(Guid Journal, JournalPosition Position);
