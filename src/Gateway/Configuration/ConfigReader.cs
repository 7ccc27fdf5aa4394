using System.Net;
using System.Security.Cryptography;
using Routing;
using Smpp.Protocol;
using Smpp.Server;

namespace Gateway.Configuration;

/// <summary>What the readers of the four files share: the errors, the secrets, and the fields that occur in more than one.</summary>
internal sealed class ConfigReader(ConfigErrors errors, SecretResolver secrets)
{
    /// <summary>Octets of a system_id without its NUL (v3.4 §5.2.1).</summary>
    public const int LongestSystemId = FieldLimits.SystemId - 1;

    private const int LongestName = 64;

    public ConfigErrors Errors => errors;

    public TableReader? Open(string file) =>
        TomlDocument.Read(file, errors) is { } root ? new TableReader(root, file, Path.GetFileName(file), errors) : null;

    /// <summary>A name of ours, for logs, queues and references.</summary>
    public static string Name(TableReader table, string key) => CheckedName(table, key, table.RequiredText(key));

    /// <summary>A name whose absence the validation of routes and groups reports.</summary>
    public static string NameIfAny(TableReader table, string key) => CheckedName(table, key, table.Text(key) ?? "");

    private static string CheckedName(TableReader table, string key, string name)
    {
        if (name.Length > LongestName || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
            table.Report(key, $"{key} = \"{name}\" is not a name: up to {LongestName} letters, digits, '-', '_' and '.'");
        return name;
    }

    /// <summary>A C-octet string field of the protocol.</summary>
    public static string Field(TableReader table, string key, string text, int longest)
    {
        if (text.Length > longest || !text.All(character => character is >= ' ' and <= '~'))
            table.Report(key, $"{key} = \"{text}\" does not fit its field: up to {longest} printable ASCII characters");
        return text;
    }

    /// <summary>A list of IP addresses and networks.</summary>
    public static ConfigList<IPNetwork> Networks(TableReader table, string key)
    {
        var networks = new List<IPNetwork>();
        foreach (var (text, line) in table.Texts(key))
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(text, out var address) && (address.ToString() == text || IsIPv6(text)))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                table.Report(line, $"\"{text}\" is neither an IP address nor a network, such as 10.0.0.0/8");
        }
        return [.. networks];
    }

    /// <summary>An IPv6 address has many spellings; others are short forms of IPv4, brackets and ports.</summary>
    private static bool IsIPv6(string text) =>
        text.Contains(':', StringComparison.Ordinal) && text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.');

    public Secret? Secret(TableReader table, string key, string form = "plain:…, env:NAME or file:PATH")
    {
        var text = table.RequiredText(key);
        if (text.Length == 0)
            return null;
        if (secrets.Resolve(text, out var reason) is { } secret)
            return secret;
        table.Report(key, $"{key}: {(reason.Length > 0 ? reason : $"write {form}")}");
        return null;
    }

    /// <summary>A password that we send, or that comes in an outbind: none that its field cannot carry, and no hash.</summary>
    public Secret? SentPassword(TableReader table, string key)
    {
        if (Secret(table, key) is not { } password)
            return null;
        if (password.Reveal().StartsWith(PasswordHash.Scheme, StringComparison.Ordinal))
            table.Report(key, $"{key}: a hash cannot be sent; the password itself is needed");
        else if (!PasswordField.Fits(password.Reveal()))
            table.Report(key, $"{key}: {PasswordField.Misfit}");
        return password;
    }

    /// <summary>Reports every entity whose name was taken by an earlier one.</summary>
    public void CheckUnique<T>(IEnumerable<T> entities, string kind, string key, Func<T, string> name, Func<T, SourceLocation> location)
    {
        var seen = new Dictionary<string, SourceLocation>(StringComparer.Ordinal);
        foreach (var entity in entities)
        {
            if (name(entity).Length > 0 && !seen.TryAdd(name(entity), location(entity)))
                errors.Add(location(entity).At(key), $"{kind} \"{name(entity)}\" is already defined at {seen[name(entity)]}");
        }
    }

    /// <summary>The certificate and key of a TLS table; null, and reported, when they are of no use.</summary>
    public TlsIdentity? Identity(TableReader table)
    {
        var certificate = Secret(table, "certificate");
        var key = Secret(table, "key");
        if (certificate is null || key is null)
            return null;
        try
        {
            return new TlsIdentity(certificate.Reveal(), key)
            {
                Files = [.. new[] { certificate, key }.Select(secrets.FileOf).OfType<string>()],
                Load = () => new TlsIdentity(Again(certificate).Reveal(), Again(key)),
            };
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            table.Report("certificate", $"{certificate} and {key} are not a certificate and its key in PEM: {error.Message}");
            return null;
        }
    }

    /// <summary>A secret as it is now, when it came from a file.</summary>
    private Secret Again(Secret read)
    {
        if (secrets.FileOf(read) is null)
            return read;
        return secrets.Resolve(read.Origin, out var reason) ?? throw new CryptographicException(reason);
    }

    public TlsTrust? Trust(TableReader table, string key)
    {
        if (!table.Has(key) || Secret(table, key) is not { } pem)
            return null;
        try
        {
            return new TlsTrust(pem.Reveal());
        }
        catch (CryptographicException error)
        {
            table.Report(key, $"{key}: {pem} is not PEM of certificates: {error.Message}");
            return null;
        }
    }
}
