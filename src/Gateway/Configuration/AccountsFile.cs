using Routing;
using Smpp.Protocol;
using Smpp.Server;

namespace Gateway.Configuration;

/// <summary>Reads <c>accounts.toml</c>: who may bind to us.</summary>
internal static class AccountsFile
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);
    private static readonly string[] BindTypes = ["transmitter", "receiver", "transceiver"];

    public static IReadOnlyList<AccountConfig>? Read(string file, ConfigReader reader)
    {
        if (reader.Open(file) is not { } root)
            return null;
        var accounts = root.Tables("account").Select(table => Account(table, reader)).ToList();
        root.Done();
        reader.CheckUnique(accounts, "account", "system_id", account => account.SystemId, account => account.Location);
        return accounts;
    }

    private static AccountConfig Account(TableReader table, ConfigReader reader)
    {
        var systemId = table.RequiredText("system_id");
        var defaults = new AccountConfig { SystemId = systemId, Password = NoPassword };
        var types = BindTypesOf(table);
        var outbind = Outbind(table);
        var account = defaults with
        {
            SystemId = ConfigReader.Field(table, "system_id", systemId, ConfigReader.LongestSystemId),
            Password = table.Has("certificate") && !table.Has("password") ? null : Password(table, reader),
            Certificate = Certificate(table),
            Binds = table.Integer("binds", defaults.Binds, 1, 10_000),
            TooManyBinds = table.Choice(
                "too_many_binds", defaults.TooManyBinds,
                (CommandStatus.BindFailed.Name, CommandStatus.BindFailed), (CommandStatus.AlreadyBound.Name, CommandStatus.AlreadyBound)),
            Takeover = table.Period("takeover", defaults.Takeover, TimeSpan.Zero, TimeSpan.FromSeconds(9)),
            Outbind = outbind,
            OutbindPassword = table.Has("outbind_password") ? reader.SentPassword(table, "outbind_password") : null,
            OutbindTls = TlsReader.Connect(table, "outbind_tls", "[[account]]", outbind?.Host ?? "", reader),
            AddressRange = table.Flag("address_range", defaults.AddressRange),
            Transmitter = types.Contains("transmitter"),
            Receiver = types.Contains("receiver"),
            Transceiver = types.Contains("transceiver"),
            Addresses = ConfigReader.Networks(table, "addresses"),
            Sources = Sources(table),
            Window = table.Integer("window", defaults.Window, 1, 65_536),
            DeliverWindow = table.Integer("deliver_window", defaults.DeliverWindow, 1, 65_536),
            Rate = table.Integer("rate", defaults.Rate, 0, TokenBucket.MaxRate),
            Burst = table.Integer("burst", defaults.Burst, 0, TokenBucket.MaxRate),
            Pending = table.Integer("pending", defaults.Pending, 0, SmppFile.MostPending),
            Validity = table.Period("validity", defaults.Validity, TimeSpan.FromMinutes(1), LongestLife),
            LongestValidity = table.Period("longest_validity", defaults.LongestValidity, TimeSpan.FromMinutes(1), LongestLife),
            Receipts = table.Flag("receipts", defaults.Receipts),
            Rules = table.Choice("rules", defaults.Rules, ("tolerant", Strictness.Tolerant), ("strict", Strictness.Strict)),
            UnknownTlvs = UnknownTlvsReader.Read(table),
            Lists = DistributionListReader.Read(table),
            EnquireLink = table.Period("enquire_link", defaults.EnquireLink, TimeSpan.Zero, TimeSpan.FromHours(1)),
            Inactivity = table.Period("inactivity", defaults.Inactivity, TimeSpan.Zero, TimeSpan.FromDays(1)),
            ResponseTimeout = table.Period("response_timeout", defaults.ResponseTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            MostUnanswered = table.Integer("most_unanswered", defaults.MostUnanswered, 0, 1_000_000),
            Location = table.Location,
        };
        if (account is { Burst: > 0, Rate: 0 })
            table.Report("burst", "burst needs a rate; rate = 0 is unlimited");
        if (account.LongestValidity < account.Validity)
        {
            table.Report(table.Has("longest_validity") ? "longest_validity" : "validity",
                $"longest_validity ({Duration.Format(account.LongestValidity)}) is less than "
                + $"validity ({Duration.Format(account.Validity)})");
        }
        if (account is { Outbind: null, OutbindPassword: not null })
            table.Report("outbind_password", "outbind_password needs outbind, the address to connect to");
        if (account is { Outbind: null, OutbindTls: not null })
            table.Report("outbind_tls", "outbind_tls needs outbind, the address to connect to");
        if (account is { OutbindTls.Verify: false, Certificate: not null })
            table.Report("outbind_tls", "verify = false trusts any certificate, so that certificate says nothing: leave one of them out");
        if (account is { Outbind: not null, Receiver: false, Transceiver: false })
            table.Report("outbind", "outbind asks for a receiver, and the account may bind as transmitter only");
        table.Done();
        return account;
    }

    /// <summary>Stands in for a password that is reported as wrong, in a configuration that is never used.</summary>
    private static PasswordVerifier NoPassword => PasswordVerifier.Create(new Secret("", ""), out _)!;

    private static PasswordVerifier Password(TableReader table, ConfigReader reader)
    {
        const string key = "password";
        if (table.Has(key) && table.Text(key) is { } text && text.StartsWith(PasswordHash.Scheme, StringComparison.Ordinal))
            return Verifier(new Secret(text, PasswordHash.Scheme + "***"));
        return reader.Secret(table, key, "plain:…, env:NAME, file:PATH, or pbkdf2-sha512:… as smpp hash prints it") is { } secret
            ? Verifier(secret)
            : NoPassword;

        PasswordVerifier Verifier(Secret secret)
        {
            if (PasswordVerifier.Create(secret, out var reason) is { } verifier)
                return verifier;
            table.Report(key, $"{key}: {reason}");
            return NoPassword;
        }
    }

    private static HostAddress? Outbind(TableReader table)
    {
        const string key = "outbind";
        if (!table.Has(key) || table.RequiredText(key) is not { Length: > 0 } text)
            return null;
        if (HostAddress.TryParse(text, out var address) && address.Port > 0)
            return address;
        table.Report(key, $"{key} = \"{text}\" cannot be connected to: write {HostAddress.Form}");
        return null;
    }

    private static CertificateRule? Certificate(TableReader table)
    {
        const string key = "certificate";
        if (!table.Has(key) || table.RequiredText(key) is not { Length: > 0 } text)
            return null;
        if (CertificateRule.TryParse(text, out var rule))
            return rule;
        table.Report(key, $"{key} = \"{text}\" is neither a name, nor a subject such as CN=acme, nor a SHA-256 in hexadecimal");
        return null;
    }

    private static HashSet<string> BindTypesOf(TableReader table)
    {
        const string key = "bind_types";
        if (!table.Has(key))
            return [.. BindTypes];
        var written = table.Texts(key);
        foreach (var (text, line) in written)
        {
            if (!BindTypes.Contains(text))
                table.Report(line, $"\"{text}\" is not one of {string.Join(", ", BindTypes)}{Spelling.Suggestion(text, BindTypes)}");
        }
        if (written.Count == 0)
            table.Report(key, $"{key} is empty, so that nobody could bind; leave it out for all");
        return [.. written.Select(item => item.Text)];
    }

    private static SenderRules Sources(TableReader table)
    {
        var rules = new List<string>();
        foreach (var (text, line) in table.Texts("sources"))
        {
            if (SenderRules.IsRule(text))
                rules.Add(text);
            else
                table.Report(line, $"\"{text}\" is not a sender: up to 20 ASCII characters, with a final '*' to allow all that begin so");
        }
        return rules.Count == 0 ? SenderRules.Any : new SenderRules([.. rules]);
    }
}
