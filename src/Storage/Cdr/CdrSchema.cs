using System.Globalization;
using System.Reflection;

namespace Storage.Cdr;

/// <summary>One numbered script of a database's schema. Scripts are only ever added.</summary>
internal sealed record CdrSchema(int Version, string Sql)
{
    /// <summary>The scripts for one kind of database, in order.</summary>
    public static IReadOnlyList<CdrSchema> For(string database)
    {
        Assembly assembly = typeof(CdrSchema).Assembly;
        string prefix = $"schema/{database}/";
        var scripts = new List<CdrSchema>();
        foreach (string name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            scripts.Add(new CdrSchema(int.Parse(name.AsSpan(prefix.Length, 4), CultureInfo.InvariantCulture), reader.ReadToEnd()));
        }
        return scripts;
    }

    /// <summary>The scripts that a database at <paramref name="version"/> still needs.</summary>
    /// <exception cref="CdrDatabaseException">The database is ahead of this release.</exception>
    public static IEnumerable<CdrSchema> After(long version, string database, string where)
    {
        IReadOnlyList<CdrSchema> scripts = For(database);
        int last = scripts[^1].Version;
        if (version > last)
            throw new CdrDatabaseException(
                $"{where}: its schema has version {version}, this release knows up to {last}; run the release that made it");
        return scripts.Where(script => script.Version > version);
    }
}
