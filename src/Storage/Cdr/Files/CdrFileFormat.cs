namespace Storage.Cdr;

/// <summary>How CDR files are written.</summary>
public enum CdrFileFormat : byte
{
    /// <summary>Comma-separated values with a line of headings (RFC 4180).</summary>
    Csv,

    /// <summary>A JSON object a line.</summary>
    Jsonl,
}

/// <summary>Where CDR files go and how long each gets.</summary>
public sealed record CdrFileOptions
{
    /// <summary>The folder; made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>How rows are written.</summary>
    public CdrFileFormat Format { get; init; }

    /// <summary>Octets at which a file is complete.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>Age at which a file is complete.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);
}
