using Routing;

namespace Gateway.Configuration;

/// <summary>
/// Reads the keys of one table, reporting what is missing, of the wrong type or out of range at its own line. A key that nobody asked
/// for is unknown; <see cref="Done"/> reports those.
/// </summary>
internal sealed class TableReader
{
    private readonly TomlTable _table;
    private readonly string _file;
    private readonly ConfigErrors _errors;
    private readonly List<string> _known = [];

    /// <param name="table">The table to read.</param>
    /// <param name="file">The file it stands in.</param>
    /// <param name="title">How messages call it, such as <c>[limits]</c>.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public TableReader(TomlTable table, string file, string title, ConfigErrors errors)
    {
        _table = table;
        _file = file;
        Title = title;
        _errors = errors;
    }

    public string Title { get; }

    /// <summary>Where the table begins, with the lines of its keys and of the keys of tables in it.</summary>
    public SourceLocation Location => new(_file, _table.Line, KeyLines(_table, ""));

    public bool Has(string key) => Find(key) is not null;

    /// <summary>The value as it is written, for a key that may be of several types; null when it is not there.</summary>
    public TomlNode? Peek(string key) => Find(key)?.Value;

    public void Report(string key, string message) =>
        _errors.Add(_file, _table.Entries.TryGetValue(key, out var entry) ? entry.Line : _table.Line, message);

    public void Report(int line, string message) => _errors.Add(_file, line, message);

    public string? Text(string key) => Scalar<string>(key, "a string");

    /// <summary>A string that is not empty, where it is there.</summary>
    public string Text(string key, string otherwise) => Has(key) ? RequiredText(key) : otherwise;

    /// <summary>A string that must be there; empty, and reported, when it is not.</summary>
    public string RequiredText(string key)
    {
        if (!Has(key))
        {
            Report(key, $"{Title} needs {key} = \"…\"");
            return "";
        }
        var text = Text(key);
        if (text is { Length: 0 })
            Report(key, $"{key} must not be empty");
        return text ?? "";
    }

    public bool Flag(string key, bool otherwise) =>
        Scalar<object>(key, "true or false", value => value is bool) is bool flag ? flag : otherwise;

    public int Integer(string key, int otherwise, int least, int most)
    {
        if (Scalar<object>(key, "an integer", value => value is long) is not long number)
            return otherwise;
        if (number >= least && number <= most)
            return (int)number;
        Report(key, $"{key} = {number} is out of range: {least} to {most}");
        return otherwise;
    }

    public TimeSpan Period(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        const string form = "a duration such as \"30s\", \"5m\" or \"500ms\", or an integer of seconds";
        if (Scalar<object>(key, form, value => value is long or string) is not { } written)
            return otherwise;
        if (!TryReadPeriod(written, out var period))
        {
            Report(key, $"{key} = {(written is string ? $"\"{written}\"" : written)} is not {form}");
            return otherwise;
        }
        if (period >= least && period <= most)
            return period;
        Report(key, $"{key} = {Duration.Format(period)} is out of range: {Duration.Format(least)} to {Duration.Format(most)}");
        return otherwise;
    }

    /// <summary>The durations of a list as they are written, each with its line; null for what is none.</summary>
    public IReadOnlyList<(string Written, TimeSpan? Period, int Line)> Periods(string key) =>
        [.. Items<object>(
                key, "a list of durations or integers of seconds",
                item => item is TomlScalar { Value: long or string } node ? node.Value : null)
            .Select(item => (
                item.Item is string text ? $"\"{text}\"" : $"{item.Item}",
                TryReadPeriod(item.Item, out var period) ? period : (TimeSpan?)null,
                item.Line))];

    public T Choice<T>(string key, T otherwise, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        if (Text(key) is not { } text)
            return otherwise;
        var names = new List<string>();
        foreach (var (name, value) in choices)
        {
            if (name == text)
                return value;
            names.Add(name);
        }
        Report(key, $"{key} = \"{text}\" is not one of {string.Join(", ", names)}{Spelling.Suggestion(text, names)}");
        return otherwise;
    }

    /// <summary>
    /// The strings of a list, each with its line. A single string counts as a list of one where <paramref name="orSingle"/> says so.
    /// </summary>
    public IReadOnlyList<(string Text, int Line)> Texts(string key, bool orSingle = false)
    {
        var form = orSingle ? "a string or a list of strings" : "a list of strings";
        if (orSingle && Find(key)?.Value is TomlScalar { Value: string single } node)
            return [(single, node.Line)];
        return Items(key, form, item => item is TomlScalar { Value: string text } ? text : null);
    }

    public IReadOnlyList<(long Number, int Line)> Integers(string key) =>
        [.. Items<object>(key, "a list of integers", item => item is TomlScalar { Value: long number } ? number : null)
            .Select(item => ((long)item.Item, item.Line))];

    /// <summary>A nested table, <c>[key]</c> or <c>key = { … }</c>; null when it is not there.</summary>
    public TableReader? Table(string key, string title)
    {
        if (Find(key) is not { } entry)
            return null;
        if (entry.Value is TomlTable table)
            return new TableReader(table, _file, title, _errors);
        var advice = entry.Value is TomlList { IsTables: true } ? $"; write [{key}]" : "";
        Report(key, $"{key} must be a table, not {entry.Value.Kind}{advice}");
        return null;
    }

    /// <summary>The tables of <c>[[key]]</c> in their order.</summary>
    public IReadOnlyList<TableReader> Tables(string key)
    {
        if (Find(key) is not { } entry)
            return [];
        if (entry.Value is TomlTable)
            Report(key, $"there may be several of these: write [[{key}]], not [{key}]");
        else if (entry.Value is TomlList list && list.Items.TrueForAll(item => item is TomlTable))
            return [.. list.Items.Select(item => new TableReader((TomlTable)item, _file, $"[[{key}]]", _errors))];
        else
            Report(key, $"{key} must be tables, [[{key}]], not {entry.Value.Kind}");
        return [];
    }

    /// <summary>Reports every key that was not asked for.</summary>
    public void Done()
    {
        foreach (var (key, entry) in _table.Entries)
        {
            if (!_known.Contains(key))
                _errors.Add(_file, entry.Line, $"unknown key \"{key}\" in {Title}{Spelling.Suggestion(key, _known)}");
        }
    }

    private static bool TryReadPeriod(object written, out TimeSpan period)
    {
        if (written is string text)
            return Duration.TryParse(text, out period);
        bool isRead = written is long and >= 0 and <= int.MaxValue;
        period = isRead ? TimeSpan.FromSeconds((long)written) : default;
        return isRead;
    }

    private TomlEntry? Find(string key)
    {
        if (!_known.Contains(key))
            _known.Add(key);
        return _table.Entries.GetValueOrDefault(key);
    }

    private T? Scalar<T>(string key, string form, Func<object?, bool>? admits = null)
        where T : class
    {
        if (Find(key) is not { } entry)
            return null;
        if (entry.Value is TomlScalar { Value: T value } && (admits is null || admits(value)))
            return value;
        Report(key, $"{key} must be {form}, not {entry.Value.Kind}");
        return null;
    }

    private List<(T Item, int Line)> Items<T>(string key, string form, Func<TomlNode, T?> read)
        where T : class
    {
        if (Find(key) is not { } entry)
            return [];
        if (entry.Value is not TomlList { IsTables: false } list)
        {
            Report(key, $"{key} must be {form}, not {entry.Value.Kind}");
            return [];
        }
        var items = new List<(T Item, int Line)>();
        foreach (var node in list.Items)
        {
            if (read(node) is { } item)
                items.Add((item, node.Line));
            else
                Report(node.Line, $"{key} must be {form}; this item is {node.Kind}");
        }
        return items;
    }

    private static IEnumerable<KeyValuePair<string, int>> KeyLines(TomlTable table, string prefix)
    {
        foreach (var (key, entry) in table.Entries)
        {
            yield return new(prefix + key, entry.Line);
            if (entry.Value is not TomlTable nested)
                continue;
            foreach (var line in KeyLines(nested, $"{prefix}{key}."))
                yield return line;
        }
    }
}
