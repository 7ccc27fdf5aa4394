using Routing;

namespace Gateway.Configuration;

/// <summary>
/// Loads a folder with <c>smpp.toml</c>, <c>accounts.toml</c>, <c>upstreams.toml</c> and <c>routes.toml</c>: all of it, or every error.
/// </summary>
public static class GatewayConfigLoader
{
    public const string SmppToml = "smpp.toml";
    public const string AccountsToml = "accounts.toml";
    public const string UpstreamsToml = "upstreams.toml";
    public const string RoutesToml = "routes.toml";

    /// <summary>Reads the folder. Nothing is kept open, and a bad folder throws nothing.</summary>
    public static ConfigResult Load(string folder) => Load(folder, Environment.GetEnvironmentVariable);

    internal static ConfigResult Load(string folder, Func<string, string?> environment)
    {
        string[] files = [.. new[] { SmppToml, AccountsToml, UpstreamsToml, RoutesToml }.Select(name => Path.Combine(folder, name))];
        if (!Directory.Exists(folder))
            return new ConfigResult(null, [new ConfigError(folder, 0, "there is no such folder; --conf names the folder of smpp.toml")]);

        var errors = new ConfigErrors();
        var reader = new ConfigReader(errors, new SecretResolver(folder, environment));
        var config = SmppFile.Read(files[0], reader);
        var accounts = AccountsFile.Read(files[1], reader);
        var upstreams = UpstreamsFile.Read(files[2], reader);
        var routes = RoutesFile.Read(files[3], reader);

        // A file that could not be read leaves its names unknown: references into it are not held against the others.
        var routing = RoutingValidator.Validate(
            routes ?? [],
            upstreams?.Groups,
            upstreams is null ? null : [.. upstreams.Value.Upstreams.Select(upstream => upstream.Name)],
            accounts is null ? null : [.. accounts.Select(account => account.SystemId)]);
        errors.AddOnOtherLines(routing);
        CrossChecks.Check(config?.Listen ?? [], accounts ?? [], upstreams?.Upstreams ?? [], upstreams?.Groups ?? [], routes ?? [], errors);

        if (errors.Count > 0 || config is null || accounts is null || upstreams is null || routes is null)
            return new ConfigResult(null, errors.Sorted(files));
        return new ConfigResult(
            config with
            {
                Accounts = [.. accounts],
                Upstreams = [.. upstreams.Value.Upstreams],
                Groups = [.. upstreams.Value.Groups],
                Routes = [.. routes],
            },
            []);
    }
}
