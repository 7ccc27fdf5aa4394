using Gateway.Configuration;
using Shared;

namespace Gateway.Tests.Configuration;

/// <summary>A folder with the four files, each a small valid one unless the test writes its own.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public ConfigFolder()
    {
        Smpp("[node]\nname = \"gw1\"\n");
        Accounts("[[account]]\nsystem_id = \"demo\"\npassword = \"plain:demo\"\n");
        Upstreams("""
            [[upstream]]
            name = "carrier-a"
            address = "127.0.0.1:2776"
            system_id = "gw"
            password = "plain:secret"
            [[group]]
            name = "default"
            upstreams = ["carrier-a"]
            """);
        Routes("[[route]]\nname = \"all\"\nto = \"default\"\n");
    }

    public string Path => _folder.Path;

    public ConfigFolder Smpp(string text) => Write(GatewayConfigLoader.SmppToml, text);

    public ConfigFolder Accounts(string text) => Write(GatewayConfigLoader.AccountsToml, text);

    public ConfigFolder Upstreams(string text) => Write(GatewayConfigLoader.UpstreamsToml, text);

    public ConfigFolder Routes(string text) => Write(GatewayConfigLoader.RoutesToml, text);

    public ConfigFolder Node(string more) => Smpp($"[node]\nname = \"gw1\"\n{more}");

    /// <summary>One account with these lines from line 4 on.</summary>
    public ConfigFolder Account(string more) => Accounts($"[[account]]\nsystem_id = \"demo\"\npassword = \"plain:demo\"\n{more}");

    /// <summary>One upstream, carrier-a, with these lines from line 6 on.</summary>
    public ConfigFolder Upstream(string more) => Upstreams(
        $"[[upstream]]\nname = \"carrier-a\"\naddress = \"127.0.0.1:2776\"\nsystem_id = \"gw\"\npassword = \"plain:secret\"\n{more}\n"
        + "[[group]]\nname = \"default\"\nupstreams = [\"carrier-a\"]\n");

    public ConfigFolder UpstreamsMore(string text)
    {
        File.AppendAllText(System.IO.Path.Combine(Path, GatewayConfigLoader.UpstreamsToml), text);
        return this;
    }

    public ConfigFolder Write(string name, string text)
    {
        _folder.Write(name, text);
        return this;
    }

    public ConfigFolder Delete(string name)
    {
        File.Delete(_folder[name]);
        return this;
    }

    public ConfigFolder Set(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    public ConfigResult Load() => GatewayConfigLoader.Load(Path, _environment.GetValueOrDefault);

    /// <summary>The configuration; fails with the errors when there are any.</summary>
    public GatewayConfig Config()
    {
        var result = Load();
        Assert.Empty(result.Errors);
        return result.Config!;
    }

    /// <summary>The errors as printed, the folder left out at their beginning only.</summary>
    public IReadOnlyList<string> RawErrors() => [.. Load().Errors.Select(error => error.ToString()[(Path.Length + 1)..])];

    /// <summary>The errors as printed, without the folder.</summary>
    public IReadOnlyList<string> Errors()
    {
        var result = Load();
        Assert.False(result.IsValid);
        var folder = Path + System.IO.Path.DirectorySeparatorChar;
        return [.. result.Errors.Select(error => error.ToString().Replace(folder, "", StringComparison.Ordinal))];
    }

    public void Dispose() => _folder.Dispose();
}
