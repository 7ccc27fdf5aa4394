using System.Globalization;

namespace Simulator.Ledgers;

/// <summary>
/// Holds the ledgers of customers and carriers against each other: what a customer was told is accepted must have reached a
/// carrier, or have ended in the gateway, and its receipt must have come back once.
/// </summary>
/// <remarks>Keeps one entry for each message in memory: about 200 octets.</remarks>
public sealed class LedgerCheck
{
    private const int MostFindings = 10;

    private readonly Dictionary<ulong, Carried> _carried = [];
    private readonly List<Customer> _customers = [];
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);

    /// <summary>Adds a carrier's ledger.</summary>
    public LedgerCheck AddCarrier(string path)
    {
        foreach (var line in LedgerReader.Read(path))
        {
            if (line is { Kind: "submit", Status: "ESME_ROK" })
            {
                var known = _carried.GetValueOrDefault(line.Tag);
                _carried[line.Tag] = known with { Times = known.Times + 1, State = line.State, Id = line.Id };
            }
        }
        return this;
    }

    /// <summary>Adds a customer's ledger.</summary>
    public LedgerCheck AddCustomer(string path)
    {
        var customer = new Customer(path);
        foreach (var line in LedgerReader.Read(path))
        {
            switch (line.Kind)
            {
                case "accepted":
                    customer.Outcomes[line.Tag] = Outcome.Accepted;
                    customer.Given[line.Id ?? ""] = line.Tag;
                    customer.Accepted++;
                    break;
                case "refused":
                    customer.Outcomes[line.Tag] = Outcome.Refused;
                    break;
                case "unknown":
                    customer.Outcomes[line.Tag] = Outcome.Unknown;
                    break;
                case "got-receipt":
                    var seen = customer.Receipts.GetValueOrDefault(line.Id ?? "");
                    customer.Receipts[line.Id ?? ""] = (seen.Times + 1, line.State);
                    break;
            }
        }
        _customers.Add(customer);
        return this;
    }

    /// <summary>Names messages that ended in the gateway without reaching a carrier, by the ids that customers were given.</summary>
    public LedgerCheck AddSettled(IEnumerable<string> ids)
    {
        _settled.UnionWith(ids);
        return this;
    }

    /// <summary>The balance of all that was added.</summary>
    public LedgerBalance Balance()
    {
        var findings = new Findings();
        long accepted = 0, refused = 0, unknown = 0, lost = 0, missing = 0, wanted = 0, seen = 0, repeated = 0, stray = 0, wrong = 0;
        var sent = new HashSet<ulong>();
        foreach (var customer in _customers)
        {
            accepted += customer.Accepted;
            refused += customer.Outcomes.Values.LongCount(outcome => outcome == Outcome.Refused);
            unknown += customer.Outcomes.Values.LongCount(outcome => outcome == Outcome.Unknown);
            sent.UnionWith(customer.Outcomes.Keys);
            foreach (var (id, tag) in customer.Given)
            {
                bool carried = _carried.TryGetValue(tag, out var carrier);
                if (!carried && !_settled.Contains(id))
                    findings.Add(ref lost, $"lost: {id} (tag {Hex(tag)}) was accepted and is in no carrier's ledger");
                var (times, state) = customer.Receipts.GetValueOrDefault(id);
                if (times > 0)
                    seen++;
                repeated += Math.Max(0, times - 1);
                if (times > 1)
                    findings.Note($"repeated: {times} receipts for {id}");
                if (!carried || carrier.State is null)
                    continue;
                wanted++;
                if (times == 0)
                    findings.Add(ref missing, $"missing: no receipt for {id} (carrier's id {carrier.Id})");
                else if (carrier.Times == 1 && state != carrier.State)
                    findings.Add(ref wrong, $"wrong: the receipt for {id} says {state}, the carrier's {carrier.State}");
            }
            foreach (var (id, (times, _)) in customer.Receipts)
            {
                if (!customer.Given.ContainsKey(id))
                {
                    stray += times;
                    findings.Note($"stray: a receipt for {id}, which {customer.Path} was never given");
                }
            }
        }
        return new LedgerBalance
        {
            Submitted = sent.Count,
            Accepted = accepted,
            Refused = refused,
            Unknown = unknown,
            Carried = _carried.Values.Sum(carried => (long)carried.Times),
            Lost = lost,
            Duplicated = _carried.Values.Sum(carried => (long)carried.Times - 1),
            Strangers = _carried.Keys.LongCount(tag => !sent.Contains(tag)),
            ReceiptsWanted = wanted,
            ReceiptsSeen = seen,
            ReceiptsMissing = missing,
            ReceiptsRepeated = repeated,
            ReceiptsStray = stray,
            ReceiptsWrong = wrong,
            Findings = findings.Lines,
        };
    }

    private static string Hex(ulong tag) => tag.ToString("x16", CultureInfo.InvariantCulture);

    private enum Outcome : byte
    {
        Accepted,
        Refused,
        Unknown,
    }

    private readonly record struct Carried(int Times, string? State, string? Id);

    private sealed class Customer(string path)
    {
        public string Path { get; } = path;

        public long Accepted { get; set; }

        public Dictionary<ulong, Outcome> Outcomes { get; } = [];

        public Dictionary<string, ulong> Given { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, (int Times, string? State)> Receipts { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Findings
    {
        public List<string> Lines { get; } = [];

        public void Add(ref long count, string finding)
        {
            count++;
            Note(finding);
        }

        public void Note(string finding)
        {
            if (Lines.Count < MostFindings)
                Lines.Add(finding);
        }
    }
}

/// <summary>What ledgers say when held against each other.</summary>
public sealed record LedgerBalance
{
    /// <summary>Messages that customers sent.</summary>
    public long Submitted { get; init; }

    /// <summary>Messages that customers were told are accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Messages that customers were told are refused.</summary>
    public long Refused { get; init; }

    /// <summary>Messages whose answer never came: they may be anywhere.</summary>
    public long Unknown { get; init; }

    /// <summary>Submits that carriers accepted, duplicates included.</summary>
    public long Carried { get; init; }

    /// <summary>Accepted messages that no carrier has and that did not end in the gateway either.</summary>
    public long Lost { get; init; }

    /// <summary>Submits that carriers accepted beyond the first of a message.</summary>
    public long Duplicated { get; init; }

    /// <summary>Messages that carriers have and no customer sent.</summary>
    public long Strangers { get; init; }

    /// <summary>Accepted messages that asked for a receipt and reached a carrier.</summary>
    public long ReceiptsWanted { get; init; }

    /// <summary>Accepted messages whose receipt came.</summary>
    public long ReceiptsSeen { get; init; }

    /// <summary>Wanted receipts that did not come.</summary>
    public long ReceiptsMissing { get; init; }

    /// <summary>Receipts beyond the first of a message.</summary>
    public long ReceiptsRepeated { get; init; }

    /// <summary>Receipts for ids that this customer was never given; those of messages whose answer never came are among them.</summary>
    public long ReceiptsStray { get; init; }

    /// <summary>Receipts that report another state than the carrier's.</summary>
    public long ReceiptsWrong { get; init; }

    /// <summary>The first few of what is not as it should be.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Whether nothing is lost, missing, wrong or strange, and duplicates are within what the faults explain.</summary>
    /// <param name="mostDuplicates">Submits that may be duplicates: what the windows of a cut upstream hold, times the cuts.</param>
    /// <param name="mostRepeated">Receipts that a customer may get twice, where its sessions or the gateway were cut.</param>
    public bool IsBalanced(long mostDuplicates = 0, long mostRepeated = 0) =>
        Lost == 0 && ReceiptsMissing == 0 && ReceiptsWrong == 0 && Strangers == 0 && ReceiptsStray <= Unknown
        && Duplicated <= mostDuplicates && ReceiptsRepeated <= mostRepeated;
}
