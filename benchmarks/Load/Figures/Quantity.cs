namespace Load.Figures;

/// <summary>The names of the quantities that figures hold.</summary>
internal static class Quantity
{
    /// <summary>Messages, or what else the figure counts, a second: of all quantities the one where more is better.</summary>
    public const string Rate = "rate";

    /// <summary>Of the time from submit_sm to its response.</summary>
    public const string P50 = "p50_ms";
    public const string P99 = "p99_ms";
    public const string P999 = "p999_ms";

    /// <summary>Processor time for a message, by process.</summary>
    public const string CustomerCpu = "customer_cpu_us";
    public const string GatewayCpu = "gateway_cpu_us";
    public const string CarrierCpu = "carrier_cpu_us";
    public const string DatabaseCpu = "database_cpu_us";
    public const string Cpu = "cpu_us";

    /// <summary>Of the gateway's: its journal's threads, which also write what has become durable to customers and upstreams.</summary>
    public const string JournalCpu = "journal_cpu_us";

    /// <summary>Of the gateway's: the thread that writes CDRs to SQLite.</summary>
    public const string CdrCpu = "cdr_cpu_us";

    /// <summary>How often a thread of the gateway waited for another's lock, for a message.</summary>
    public const string Contentions = "lock_contentions";

    /// <summary>Octets that the gateway allocates for a message.</summary>
    public const string Allocated = "allocated_octets";

    /// <summary>Time that collections stopped the gateway, for each second of load.</summary>
    public const string Pause = "gc_pause_ms_per_s";
    public const string Gen2 = "gen2_collections";

    /// <summary>Most resident memory of the gateway since its start.</summary>
    public const string PeakMemory = "peak_rss_mib";

    /// <summary>System calls of the gateway for a message.</summary>
    public const string Syscalls = "syscalls";

    /// <summary>From the last receipt to the last CDR row.</summary>
    public const string CdrLag = "cdr_lag_s";

    /// <summary>The longest write and sync of the journal, where the gateway warned of any.</summary>
    public const string SlowCommit = "slow_commit_ms";

    /// <summary>The longest request of the disk, as its own count of completed ones tells it.</summary>
    public const string SlowRequest = "slow_disk_request_ms";

    public const string Gen2Pause = "last_gen2_pause_ms";

    public const string Resident = "rss_mib";
    public const string ResidentBefore = "rss_before_mib";
    public const string ResidentSlope = "rss_slope_mib_per_h";

    /// <summary>Before what the figure is about, and the rate as a part of that.</summary>
    public const string RateBefore = "rate_before";
    public const string RateRatio = "rate_ratio";

    /// <summary>Time of one operation.</summary>
    public const string Nanoseconds = "ns";
}
