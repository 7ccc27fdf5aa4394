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
    private ILedgerBooks? _books;

    /// <summary>Adds a ledger of either side, told by its lines; nothing when it has none yet.</summary>
    /// <exception cref="InvalidDataException">The file is no ledger.</exception>
    public LedgerCheck Add(string path)
    {
        switch (LedgerReader.Read(path).Select(line => line.Kind).FirstOrDefault())
        {
            case "submit" or "receipt" or "receipt-acked" or "mo" or "mo-acked":
                return AddCarrier(path);
            case null when LedgerReader.HasLines(path):
                throw new InvalidDataException($"{path} is no ledger");
            case null:
                return this;
            default:
                return AddCustomer(path);
        }
    }

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
                    if (!customer.Given.TryAdd(line.Id ?? "", line.Tag))
                        customer.GivenTwice.Add(line.Id ?? "");
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

    /// <summary>Lets the gateway's own books say what became of a message, whether it has ended or not.</summary>
    public LedgerCheck AddBooks(ILedgerBooks books)
    {
        _books = books;
        return this;
    }

    /// <summary>The balance of all that was added.</summary>
    public LedgerBalance Balance()
    {
        var findings = new Findings();
        long waiting = 0, foreign = 0, unbooked = 0, unflagged = 0, givenTwice = 0;
        long accepted = 0, refused = 0, unknown = 0, lost = 0, missing = 0, wanted = 0, seen = 0;
        long repeated = 0, most = 0, stray = 0, wrong = 0;
        var sent = new HashSet<ulong>();
        foreach (var customer in _customers)
        {
            accepted += customer.Accepted;
            refused += customer.Outcomes.Values.LongCount(outcome => outcome == Outcome.Refused);
            unknown += customer.Outcomes.Values.LongCount(outcome => outcome == Outcome.Unknown);
            sent.UnionWith(customer.Outcomes.Keys);
            foreach (string id in customer.GivenTwice)
                findings.Add(ref givenTwice, $"given twice: {id} is the id of more than one message of {customer.Path}");
            foreach (var (id, tag) in customer.Given)
            {
                bool carried = _carried.TryGetValue(tag, out var carrier);
                var fate = _books?.FateOf(id) ?? LedgerFate.Unknown;
                if (_books is not null && fate == LedgerFate.Unknown)
                    findings.Add(ref unbooked, $"unbooked: {id} was accepted, and the gateway's books do not have it");
                if (carried && carrier.Times > 1 && _books is not null && !fate.HasFlag(LedgerFate.MayBeTwice))
                    findings.Add(ref unflagged, $"unflagged: {id} was carried {carrier.Times} times, and no CDR says so");
                if (!carried && !_settled.Contains(id) && (fate & (LedgerFate.EndedInGateway | LedgerFate.Pending)) == 0)
                    findings.Add(ref lost, $"lost: {id} (tag {Hex(tag)}) was accepted and is in no carrier's ledger");
                var (times, state) = customer.Receipts.GetValueOrDefault(id);
                if (times > 0)
                    seen++;
                repeated += Math.Max(0, times - 1);
                most = Math.Max(most, times);
                if (times > 1)
                    findings.Note($"repeated: {times} receipts for {id}");
                if (!carried || carrier.State is null)
                    continue;
                wanted++;
                if (times == 0 && (fate & (LedgerFate.Pending | LedgerFate.ReceiptWaits)) != 0)
                    waiting++;
                else if (times == 0)
                    findings.Add(ref missing, $"missing: no receipt for {id} (carrier's id {carrier.Id})");
                else if (carrier.Times == 1 && state != carrier.State)
                    findings.Add(ref wrong, $"wrong: the receipt for {id} says {state}, the carrier's {carrier.State}");
            }
            foreach (var (id, (times, _)) in customer.Receipts)
            {
                if (customer.Given.ContainsKey(id))
                    continue;
                stray += times;
                if (_customers.Any(other => other.Given.ContainsKey(id)))
                    findings.Add(ref foreign, $"foreign: {customer.Path} got the receipt for {id} of another customer");
                else
                    findings.Note($"stray: a receipt for {id}, which {customer.Path} was never given");
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
            MostReceipts = most,
            ReceiptsStray = stray,
            ReceiptsWrong = wrong,
            ReceiptsWaiting = waiting,
            ReceiptsForeign = foreign,
            GivenTwice = givenTwice,
            Unbooked = unbooked,
            Unflagged = unflagged,
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

        public List<string> GivenTwice { get; } = [];

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
