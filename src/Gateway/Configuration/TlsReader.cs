namespace Gateway.Configuration;

/// <summary>Reads the tables that turn TLS on, of what listens and of what connects.</summary>
internal static class TlsReader
{
    /// <summary><c>tls = { … }</c> of what listens; null where it has none, or one that is of no use.</summary>
    public static ListenTls? Listen(TableReader listen, string what, ConfigReader reader)
    {
        if (listen.Table("tls", what) is not { } tls)
            return null;
        var identity = reader.Identity(tls);
        var clientCa = reader.Trust(tls, "client_ca");
        tls.Done();
        return identity is null ? null : new ListenTls { Identity = identity, ClientCa = clientCa };
    }

    /// <summary><c>KEY = true</c> or <c>KEY = { … }</c> of what connects to a host; null where it has none.</summary>
    public static ConnectTls? Connect(TableReader table, string key, string owner, string host, ConfigReader reader)
    {
        if (table.Peek(key) is TomlScalar { Value: bool })
            return table.Flag(key, false) ? new ConnectTls { ServerName = host } : null;
        if (table.Table(key, $"{key} of {owner}") is not { } tls)
            return null;
        var settings = new ConnectTls
        {
            ServerName = tls.Text("server_name", host),
            Verify = tls.Flag("verify", true),
            Ca = reader.Trust(tls, "ca"),
            Identity = tls.Has("certificate") || tls.Has("key") ? reader.Identity(tls) : null,
        };
        if (settings is { Verify: false, Ca: not null })
            tls.Report("verify", "verify = false trusts any certificate, so that ca says nothing: leave one of them out");
        tls.Done();
        return settings;
    }
}
