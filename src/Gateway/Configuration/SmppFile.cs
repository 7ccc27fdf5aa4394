using System.Net;
using Routing;
using Smpp.Protocol;
using Storage.Cdr;

namespace Gateway.Configuration;

/// <summary>Reads <c>smpp.toml</c>: the process itself.</summary>
internal static class SmppFile
{
    /// <summary>The most that [store] or an account may say of what may wait.</summary>
    public const int MostPending = 100_000_000;

    private const int DefaultPort = 2775;
    private const int MostMib = 1024 * 1024;

    private static readonly TimeSpan LeastRetention = TimeSpan.FromDays(1);
    private static readonly TimeSpan MostRetention = TimeSpan.FromDays(36_500);

    public static GatewayConfig? Read(string file, ConfigReader reader)
    {
        if (reader.Open(file) is not { } root)
            return null;
        var config = new GatewayConfig
        {
            Node = Node(root),
            Listen = Listen(root, reader),
            Limits = Limits(root),
            Store = Store(root),
            Cdr = Cdr(root, reader),
            Log = Log(root),
            DefaultMessages = DefaultMessageReader.Read(root, reader),
        };
        root.Done();
        return config;
    }

    private static NodeConfig Node(TableReader root)
    {
        var node = root.Table("node", "[node]");
        if (node is null)
        {
            if (!root.Has("node"))
                root.Report("node", "[node] with its name is missing");
            return new NodeConfig { Name = "", SystemId = "" };
        }
        var name = ConfigReader.Name(node, "name");
        var systemId = node.Text("system_id") ?? name[..Math.Min(name.Length, ConfigReader.LongestSystemId)];
        var config = new NodeConfig
        {
            Name = name,
            SystemId = ConfigReader.Field(node, "system_id", systemId, ConfigReader.LongestSystemId),
            Number = node.Integer("number", 0, 0, NodeConfig.MaxNumber),
            Data = node.Text("data", "data"),
            Location = node.Location,
        };
        node.Done();
        return config;
    }

    private static ConfigList<ListenConfig> Listen(TableReader root, ConfigReader reader)
    {
        var listeners = new List<ListenConfig>();
        foreach (var table in root.Tables("listen"))
        {
            var text = table.RequiredText("address");
            var address = HostAddress.TryParse(text, out var host) ? host.ToIPEndPoint() : null;
            if (address is null && text.Length > 0)
            {
                table.Report("address",
                    $"address = \"{text}\" cannot be listened on: an IP address and port, such as 0.0.0.0:2775 or [::]:2775");
            }
            listeners.Add(new ListenConfig
            {
                Address = address ?? new IPEndPoint(IPAddress.None, 0),
                Tls = TlsReader.Listen(table, "tls of [[listen]]", reader),
                Proxies = ConfigReader.Networks(table, "proxies"),
                Location = table.Location,
            });
            table.Done();
        }
        return listeners.Count > 0 || root.Has("listen")
            ? [.. listeners]
            : [new ListenConfig { Address = new IPEndPoint(IPAddress.Loopback, DefaultPort), Location = root.Location }];
    }

    private static LimitsConfig Limits(TableReader root)
    {
        var defaults = new LimitsConfig();
        if (root.Table("limits", "[limits]") is not { } limits)
            return defaults;
        var config = new LimitsConfig
        {
            Connections = limits.Integer("connections", defaults.Connections, 1, 1_000_000),
            UnboundPerAddress = limits.Integer("unbound_per_address", defaults.UnboundPerAddress, 1, 1_000_000),
            Unbound = limits.Integer("unbound", defaults.Unbound, 0, 1_000_000),
            AcceptRate = limits.Integer("accept_rate", defaults.AcceptRate, 0, 1_000_000),
            Ban = limits.Flag("ban", defaults.Ban),
            RefusedBind = limits.Choice(
                "refused_bind", defaults.RefusedBind,
                (CommandStatus.InvalidPassword.Name, CommandStatus.InvalidPassword),
                (CommandStatus.InvalidSystemId.Name, CommandStatus.InvalidSystemId),
                (CommandStatus.BindFailed.Name, CommandStatus.BindFailed)),
            BindTimeout = limits.Period("bind_timeout", defaults.BindTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
        };
        limits.Done();
        return config;
    }

    private static StoreConfig Store(TableReader root)
    {
        var defaults = new StoreConfig();
        if (root.Table("store", "[store]") is not { } store)
            return defaults;
        var config = new StoreConfig
        {
            Durability = store.Choice(
                "durability", defaults.Durability, ("fsync", Durability.Fsync), ("os", Durability.Os), ("memory", Durability.Memory)),
            Pending = store.Integer("pending", defaults.Pending, 1, MostPending),
            Resident = store.Integer("resident", defaults.Resident, 10, 100_000_000),
            SegmentMib = store.Integer("segment_mib", defaults.SegmentMib, 1, 1024),
            MinFreeMib = store.Integer("min_free_mib", defaults.MinFreeMib, 0, MostMib),
        };
        store.Done();
        return config;
    }

    private static CdrConfig Cdr(TableReader root, ConfigReader reader)
    {
        if (root.Table("cdr", "[cdr]") is not { } cdr)
            return new CdrConfig();
        var sink = cdr.Choice("sink", CdrSink.Sqlite, ("sqlite", CdrSink.Sqlite), ("postgres", CdrSink.Postgres));
        Secret? connection = null;
        if (sink == CdrSink.Postgres)
            connection = Connection(cdr, reader);
        else if (cdr.Text("connection") is not null)
            cdr.Report("connection", "connection is for sink = \"postgres\"; the SQLite database stands in the data folder");
        var config = new CdrConfig
        {
            Sink = sink,
            Connection = connection,
            Retention = cdr.Period("retention", TimeSpan.Zero, TimeSpan.Zero, MostRetention),
            Files = Files(cdr),
        };
        if (config.Retention > TimeSpan.Zero && config.Retention < LeastRetention)
            cdr.Report("retention", $"retention = {Duration.Format(config.Retention)} is out of range: 0s (for ever) or 1d to 36500d");
        cdr.Done();
        return config;
    }

    private static CdrFilesConfig? Files(TableReader cdr)
    {
        if (cdr.Table("files", "files of [cdr]") is not { } files)
            return null;
        var defaults = new CdrFilesConfig();
        var config = new CdrFilesConfig
        {
            Folder = files.Text("folder", defaults.Folder),
            Format = files.Choice("format", defaults.Format, ("csv", CdrFileFormat.Csv), ("jsonl", CdrFileFormat.Jsonl)),
            MaxMib = files.Integer("max_mib", defaults.MaxMib, 1, 1024),
            MaxAge = files.Period("max_age", defaults.MaxAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        };
        files.Done();
        return config;
    }

    private static Secret? Connection(TableReader cdr, ConfigReader reader)
    {
        const string key = "connection";
        if (reader.Secret(cdr, key) is not { } connection)
            return null;
        if (PostgresConnection.IsUsable(connection.Reveal()))
            return connection;
        cdr.Report(key, $"{key}: {connection} is no connection string of Npgsql: write Host=…;Database=…;Username=…;Password=…, "
            + "with keywords that it knows and no address such as postgresql://…");
        return null;
    }

    private static LogConfig Log(TableReader root)
    {
        var defaults = new LogConfig();
        if (root.Table("log", "[log]") is not { } log)
            return defaults;
        var config = new LogConfig
        {
            Format = log.Choice("format", defaults.Format, ("text", LogFormat.Text), ("json", LogFormat.Json)),
            Level = log.Choice(
                "level", defaults.Level,
                ("debug", LogLevelName.Debug),
                ("information", LogLevelName.Information),
                ("warning", LogLevelName.Warning),
                ("error", LogLevelName.Error)),
        };
        log.Done();
        return config;
    }
}
