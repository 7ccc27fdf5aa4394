using System.Net;
using Routing;
using Smpp.Client;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary>Reads <c>upstreams.toml</c>: the carriers and the groups of them.</summary>
internal static class UpstreamsFile
{
    public static (IReadOnlyList<UpstreamConfig> Upstreams, IReadOnlyList<GroupConfig> Groups)? Read(string file, ConfigReader reader)
    {
        if (reader.Open(file) is not { } root)
            return null;
        var upstreams = root.Tables("upstream").Select(table => Upstream(table, reader)).ToList();
        var groups = root.Tables("group").Select(Group).ToList();
        root.Done();
        reader.CheckUnique(upstreams, "upstream", "name", upstream => upstream.Name, upstream => upstream.Location);
        return (upstreams, groups);
    }

    private static UpstreamConfig Upstream(TableReader table, ConfigReader reader)
    {
        var defaults = new UpstreamConfig { Name = "", Address = default, SystemId = "", Password = new Secret("", "") };
        int binds = table.Integer("binds", defaults.Binds, table.Has("outbind") ? 0 : 1, 1_000);
        var address = binds == 0 && !table.Has("address") ? default : Address(table);
        var alternates = Alternates(table);
        var upstream = defaults with
        {
            Name = ConfigReader.Name(table, "name"),
            Address = address,
            Alternates = alternates,
            ReturnAfter = table.Period("return_after", defaults.ReturnAfter, TimeSpan.Zero, TimeSpan.FromHours(24)),
            LocalAddress = LocalAddress(table),
            // With several hosts each must bear its own name, unless one name is given for all.
            Tls = TlsReader.Connect(table, "tls", "[[upstream]]", alternates.Count > 0 ? "" : address.Host ?? "", reader),
            SystemId = ConfigReader.Field(table, "system_id", table.RequiredText("system_id"), ConfigReader.LongestSystemId),
            Password = reader.SentPassword(table, "password") ?? defaults.Password,
            SystemType = ConfigReader.Field(table, "system_type", table.Text("system_type") ?? "", FieldLimits.SystemType - 1),
            AddressRange = ConfigReader.Field(table, "address_range", table.Text("address_range") ?? "", FieldLimits.AddressRange - 1),
            Bind = table.Choice(
                "bind", defaults.Bind,
                ("transmitter", BindMode.Transmitter),
                ("receiver", BindMode.Receiver),
                ("transceiver", BindMode.Transceiver),
                ("pair", BindMode.Pair)),
            Outbind = Outbind(table, reader),
            Binds = binds,
            InterfaceVersion = table.Choice(
                "interface_version", defaults.InterfaceVersion,
                ("3.3", InterfaceVersion.V33), ("3.4", InterfaceVersion.V34), ("5.0", InterfaceVersion.V50)),
            UnnamedVersion = table.Choice(
                "unnamed_version", defaults.UnnamedVersion, ("3.3", InterfaceVersion.V33), ("3.4", InterfaceVersion.V34)),
            Window = table.Integer("window", defaults.Window, 1, 65_536),
            Rate = table.Integer("rate", defaults.Rate, 0, TokenBucket.MaxRate),
            Burst = table.Integer("burst", defaults.Burst, 0, TokenBucket.MaxRate),
            PerDestination = table.Integer("per_destination", defaults.PerDestination, 0, 65_536),
            Queue = table.Integer("queue", defaults.Queue, 1, 100_000_000),
            ReceiptId = table.Choice(
                "receipt_id", defaults.ReceiptId,
                ("auto", ReceiptIdForm.Auto),
                ("verbatim", ReceiptIdForm.Verbatim),
                ("hex", ReceiptIdForm.Hex),
                ("decimal", ReceiptIdForm.Decimal)),
            MoreMessages = table.Flag("more_messages", defaults.MoreMessages),
            UnknownTlvs = UnknownTlvsReader.Read(table),
            FillMessageId = table.Flag("fill_message_id", defaults.FillMessageId),
            Retry = RetryReader.Read(table),
            EnquireLink = table.Period("enquire_link", defaults.EnquireLink, TimeSpan.Zero, TimeSpan.FromHours(1)),
            Inactivity = table.Period("inactivity", defaults.Inactivity, TimeSpan.Zero, TimeSpan.FromDays(1)),
            ResponseTimeout = table.Period("response_timeout", defaults.ResponseTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            BindTimeout = table.Period("bind_timeout", defaults.BindTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            ReconnectMin = table.Period("reconnect_min", defaults.ReconnectMin, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            ReconnectMax = table.Period("reconnect_max", defaults.ReconnectMax, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(24)),
            ReconnectRefused = table.Period(
                "reconnect_refused", defaults.ReconnectRefused, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(24)),
            MostUnanswered = table.Integer("most_unanswered", defaults.MostUnanswered, 0, 1_000_000),
            Location = table.Location,
        };
        if (upstream.ReturnAfter > TimeSpan.Zero && alternates.Count == 0)
            table.Report("return_after", "return_after needs alternates to return from");
        if (upstream is { Burst: > 0, Rate: 0 })
            table.Report("burst", "burst needs a rate; rate = 0 is unlimited");
        if (upstream.ReconnectMax < upstream.ReconnectMin)
        {
            table.Report(table.Has("reconnect_max") ? "reconnect_max" : "reconnect_min",
                $"reconnect_max ({Duration.Format(upstream.ReconnectMax)}) is less than "
                + $"reconnect_min ({Duration.Format(upstream.ReconnectMin)})");
        }
        table.Done();
        return upstream;
    }

    private static HostAddress Address(TableReader table)
    {
        var text = table.RequiredText("address");
        if (HostAddress.TryParse(text, out var address) && address.Port > 0)
            return address;
        if (text.Length > 0)
            table.Report("address", $"address = \"{text}\" cannot be connected to: write {HostAddress.Form}");
        return address;
    }

    private static ConfigList<HostAddress> Alternates(TableReader table)
    {
        var alternates = new List<HostAddress>();
        foreach (var (text, line) in table.Texts("alternates"))
        {
            if (HostAddress.TryParse(text, out var address) && address.Port > 0)
                alternates.Add(address);
            else
                table.Report(line, $"\"{text}\" in alternates cannot be connected to: write {HostAddress.Form}");
        }
        return [.. alternates];
    }

    private static OutbindConfig? Outbind(TableReader upstream, ConfigReader reader)
    {
        if (upstream.Table("outbind", "outbind of [[upstream]]") is not { } table)
            return null;
        var text = table.RequiredText("listen");
        var listen = HostAddress.TryParse(text, out var address) ? address.ToIPEndPoint() : null;
        if (listen is null && text.Length > 0)
            table.Report("listen", $"listen = \"{text}\" cannot be listened on: an IP address and port, such as 0.0.0.0:2778 or [::]:2778");
        var outbind = new OutbindConfig
        {
            Listen = listen ?? new IPEndPoint(IPAddress.None, 0),
            SystemId = ConfigReader.Field(table, "system_id", table.Text("system_id") ?? "", ConfigReader.LongestSystemId),
            Password = table.Has("password") ? reader.SentPassword(table, "password") : null,
            Addresses = ConfigReader.Networks(table, "addresses"),
            Tls = TlsReader.Listen(table, "tls of outbind", reader),
        };
        if (outbind is { SystemId: "", Password: null } && !table.Has("password"))
            table.Report("listen", "outbind needs the system_id or the password that the carrier's outbind bears: anybody could call");
        table.Done();
        return outbind;
    }

    private static IPAddress? LocalAddress(TableReader table)
    {
        if (table.Text("local_address") is not { } text)
            return null;
        if (IPAddress.TryParse(text, out var address))
            return address;
        table.Report("local_address", $"local_address = \"{text}\" is not an IP address, such as 10.0.0.5 or 2001:db8::5");
        return null;
    }

    private static GroupConfig Group(TableReader table)
    {
        var group = new GroupConfig
        {
            Name = ConfigReader.NameIfAny(table, "name"),
            Strategy = table.Choice(
                "strategy", GroupStrategy.Failover, ("failover", GroupStrategy.Failover), ("weighted", GroupStrategy.Weighted)),
            Upstreams = [.. table.Texts("upstreams").Select(item => item.Text)],
            Weights = [.. table.Integers("weights").Select(item => (int)Math.Clamp(item.Number, -1, int.MaxValue))],
            Location = table.Location,
        };
        table.Done();
        return group;
    }
}
