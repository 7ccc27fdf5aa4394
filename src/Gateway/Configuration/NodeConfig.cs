using System.Net;
using Routing;
using Smpp.Protocol;
using Storage.Cdr;

namespace Gateway.Configuration;

/// <summary><c>[node]</c>: who this process is.</summary>
public sealed record NodeConfig
{
    /// <summary>Node numbers stand in message ids, so that no two nodes give the same one.</summary>
    public const int MaxNumber = 63;

    public required string Name { get; init; }

    /// <summary>0 to <see cref="MaxNumber"/>, another for each node.</summary>
    public int Number { get; init; }

    /// <summary>The folder of journal, CDR database and control socket, relative to the current directory.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Our system_id in bind responses, at most 15 characters.</summary>
    public required string SystemId { get; init; }

    public SourceLocation Location { get; init; }
}

/// <summary><c>[[listen]]</c>: where customers connect.</summary>
public sealed record ListenConfig
{
    /// <summary>Port 0 takes a free one.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>Null for plain TCP.</summary>
    public ListenTls? Tls { get; init; }

    /// <summary>Proxies, whose connections begin with a PROXY header of version 2.</summary>
    public ConfigList<IPNetwork> Proxies { get; init; }

    public SourceLocation Location { get; init; }
}

/// <summary><c>[limits]</c>: what strangers may take before they have bound, and how many connections there may be.</summary>
public sealed record LimitsConfig
{
    public int Connections { get; init; } = 10_000;

    public int UnboundPerAddress { get; init; } = 50;

    /// <summary>Of all addresses; 0 = half of <see cref="Connections"/>, but no less than <see cref="UnboundPerAddress"/>.</summary>
    public int Unbound { get; init; }

    public int AcceptRate { get; init; } = 5_000;

    public bool Ban { get; init; } = true;

    /// <summary>The answer to an unknown system_id and a wrong password, up to v3.4.</summary>
    public CommandStatus RefusedBind { get; init; } = CommandStatus.InvalidPassword;

    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What "durable" means: synced to the disk, handed to the operating system, or kept in memory only.</summary>
public enum Durability : byte
{
    Fsync,
    Os,
    Memory,
}

/// <summary><c>[store]</c>: the journal and what may wait in it.</summary>
public sealed record StoreConfig
{
    public Durability Durability { get; init; }

    /// <summary>Messages that may wait, all upstreams together.</summary>
    public int Pending { get; init; } = 1_000_000;

    /// <summary>Messages and deliveries of them that may be in memory; of the others only their place in the journal is.</summary>
    public int Resident { get; init; } = 80_000;

    /// <summary>Size of one journal file.</summary>
    public int SegmentMib { get; init; } = 64;

    /// <summary>Free space of the disk below which new messages are refused.</summary>
    public int MinFreeMib { get; init; } = 256;
}

public enum CdrSink : byte
{
    Sqlite,
    Postgres,
}

/// <summary><c>[cdr]</c>: where the CDRs go.</summary>
public sealed record CdrConfig
{
    public CdrSink Sink { get; init; }

    /// <summary>The connection string for <see cref="CdrSink.Postgres"/>; null for SQLite.</summary>
    public Secret? Connection { get; init; }

    /// <summary>How long rows are kept in the database; zero for ever.</summary>
    public TimeSpan Retention { get; init; }

    /// <summary>Files besides the database; null for none.</summary>
    public CdrFilesConfig? Files { get; init; }
}

/// <summary><c>files</c> of <c>[cdr]</c>: CDRs in files too.</summary>
public sealed record CdrFilesConfig
{
    /// <summary>The folder, relative to the data folder.</summary>
    public string Folder { get; init; } = "cdr";

    public CdrFileFormat Format { get; init; }

    /// <summary>Size at which a file is complete.</summary>
    public int MaxMib { get; init; } = 64;

    /// <summary>Age at which a file is complete.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);
}

public enum LogFormat : byte
{
    Text,
    Json,
}

public enum LogLevelName : byte
{
    Debug,
    Information,
    Warning,
    Error,
}

/// <summary><c>[log]</c>: what goes to the console.</summary>
public sealed record LogConfig
{
    public LogFormat Format { get; init; }

    public LogLevelName Level { get; init; } = LogLevelName.Information;
}
