using System.Data.Common;

namespace Storage.Cdr;

/// <summary>A CDR database refused, is away, or is not what it should be.</summary>
public sealed class CdrDatabaseException(string message) : DbException(message);
