using Gateway.Configuration;
using Gateway.Flows;
using Routing;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;
using Storage.Live;

namespace Gateway.Accounts;

/// <summary>
/// One account as it runs: its limits, its bound sessions and its outbox. Lives as long as the node; its settings are
/// replaced by a reload.
/// </summary>
internal sealed class AccountState
{
    private const int MostCompared = 4;

    private readonly NodeStore _store;
    private readonly Lock _gate = new();
    private volatile AccountSession[] _sessions = [];
    private int _lastChosen;

    public AccountState(Name name, NodeStore store, TimeProvider time)
    {
        Name = name;
        _store = store;
        Outbox = new Outbox(this, store, time);
    }

    public Name Name { get; }

    public string SystemId => Name.Text;

    public Outbox Outbox { get; }

    /// <summary>Who may bind, as configured now; null once the account is gone from the configuration.</summary>
    public ServerAccount? Server { get; private set; }

    public AccountConfig? Config { get; private set; }

    /// <summary>As much is alive of it as may be: what would have to wait for it is not taken.</summary>
    public bool IsFull => Name.Alive >= (Config is { Pending: > 0 and var most } ? most : _store.AccountPendingLimit);

    /// <summary>Segments a second it may submit.</summary>
    public TokenBucket Rate { get; private set; } = null!;

    /// <summary>How long its messages may take.</summary>
    public ValidityLimits Validity { get; private set; } = ValidityLimits.Default;

    /// <summary>What its submit_multi may name besides addresses.</summary>
    public DistributionLists Lists { get; private set; } = new([]);

    /// <summary>TLVs of vendors that it gets with messages from carriers.</summary>
    public UnknownTlvs UnknownTlvs { get; private set; } = UnknownTlvs.All;

    /// <summary>Senders it may use.</summary>
    public SenderRules Senders { get; private set; } = null!;

    public IReadOnlyList<AccountSession> Sessions => _sessions;

    /// <summary>Takes over its settings; an unchanged rate keeps its bucket's level.</summary>
    public void Configure(AccountConfig config, LimitsConfig limits, TimeProvider time)
    {
        if (Config is null || Config.Rate != config.Rate || Config.Burst != config.Burst)
            Rate = new TokenBucket(config.Rate, config.Burst, time.TimestampFrequency, time.GetTimestamp());
        // The old verifier knows by now which password is right: a reload must not cost every customer's next bind a hash.
        if (Config?.Password is { } known && known.Equals(config.Password))
            config = config with { Password = known };
        Senders = config.Sources;
        Validity = new ValidityLimits(config.Validity, config.LongestValidity);
        Lists = new DistributionLists(config.Lists);
        UnknownTlvs = config.UnknownTlvs;
        Server = AccountSettings.Of(config, limits);
        Config = config;
    }

    /// <summary>The account is gone from the configuration: nobody binds to it any more.</summary>
    public void Close() => Server = null;

    /// <summary>True while a receiving session is bound, with or without room.</summary>
    public bool HasReceiver
    {
        get
        {
            foreach (var candidate in _sessions)
            {
                if (candidate.Session.State.CanDeliver)
                    return true;
            }
            return false;
        }
    }

    public void Add(AccountSession session)
    {
        lock (_gate)
            _sessions = [.. _sessions, session];
    }

    public void Remove(AccountSession session)
    {
        lock (_gate)
            _sessions = [.. _sessions.Where(other => other != session)];
        Outbox.OnSessionsChanged();
    }

    /// <summary>Of the receiving sessions that may take a delivery the one with the most room; null, and why there is none.</summary>
    public SmppSession? ChooseReceiver(CustomerDelivery delivery, out Obstacle obstacle)
    {
        obstacle = Obstacle.OutOfRange;
        SmppSession? best = null;
        int most = 0;
        foreach (var candidate in _sessions)
        {
            var session = candidate.Session;
            if (!session.State.CanDeliver || !delivery.IsInRangeOf(session))
                continue;
            if (!delivery.FitsVersionOf(session))
            {
                obstacle = (Obstacle)Math.Max((byte)obstacle, (byte)Obstacle.TooLong);
                continue;
            }
            obstacle = Obstacle.NoRoom;
            if (session.Free > most)
            {
                most = session.Free;
                best = session;
            }
        }
        return best;
    }

    /// <summary>
    /// A receiving session with room, or null when none has any: of the next few that have some the one with the most. All of them are
    /// looked at only where there are few, since hundreds would be hundreds of misses of the processor's caches.
    /// </summary>
    public SmppSession? ChooseReceiver()
    {
        var sessions = _sessions;
        SmppSession? best = null;
        int most = 0;
        int last = Volatile.Read(ref _lastChosen), at = last;
        for (int looked = 0, compared = 0; looked < sessions.Length && compared < MostCompared; looked++)
        {
            at = at + 1 < sessions.Length ? at + 1 : 0;
            var session = sessions[at].Session;
            int free = session.State.CanDeliver ? session.Free : 0;
            if (free <= 0)
                continue;
            compared++;
            if (free > most)
            {
                most = free;
                best = session;
                last = at;
            }
        }
        // The next time begins behind it: of equals each has its turn.
        Volatile.Write(ref _lastChosen, last);
        return best;
    }
}
