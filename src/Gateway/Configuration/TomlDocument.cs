using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Gateway.Configuration;

/// <summary>
/// A TOML file as nested tables with line numbers. It is read from Tomlyn's syntax tree, which goes on after an error, so that every
/// syntax error and every key written twice is reported at once.
/// </summary>
internal sealed class TomlDocument
{
    private readonly string _file;
    private readonly ConfigErrors _errors;
    private readonly TomlTable _root = new(1);

    private TomlDocument(string file, ConfigErrors errors)
    {
        _file = file;
        _errors = errors;
    }

    /// <summary>The root table, or null when the file cannot be read or is not TOML; the reasons are among the errors.</summary>
    public static TomlTable? Read(string file, ConfigErrors errors)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add(file, 0, "the file is missing; an empty one is enough when there is nothing to say in it");
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.Add(file, 0, $"the file cannot be read: {error.Message}");
            return null;
        }
        return Parse(text, file, errors);
    }

    public static TomlTable? Parse(string text, string file, ConfigErrors errors)
    {
        var before = errors.Count;
        DocumentSyntax syntax;
        try
        {
            syntax = SyntaxParser.Parse(text, file, false);
        }
        catch (ArgumentException)
        {
            // Tomlyn throws where a file ends within an escape sequence, when it words its own message.
            errors.Add(file, text.AsSpan().Count('\n') + 1, SyntaxFault.OpenFile);
            return null;
        }
        foreach (var diagnostic in syntax.Diagnostics)
        {
            if (diagnostic.Kind == DiagnosticMessageKind.Error)
                errors.Add(file, LineOf(diagnostic.Span), SyntaxFault.Of(diagnostic.Message));
        }
        if (errors.Count > before)
            return null;
        var document = new TomlDocument(file, errors);
        document.Build(syntax);
        return errors.Count > before ? null : document._root;
    }

    private void Build(DocumentSyntax syntax)
    {
        AddAll(_root, syntax.KeyValues);
        foreach (var header in syntax.Tables)
        {
            var path = Path(header.Name!);
            var line = LineOf(header.Span);
            var table = header is TableArraySyntax ? OpenListItem(path, line) : OpenTable(path, line);
            if (table is not null)
                AddAll(table, header.Items);
        }
    }

    private TomlTable? OpenTable(List<string> path, int line)
    {
        var table = Descend(_root, path, path.Count, line);
        if (table is null)
            return null;
        if (table.HeaderLine is { } first)
        {
            _errors.Add(_file, line, $"table [{string.Join('.', path)}] is already defined in line {first}");
            return null;
        }
        table.HeaderLine = line;
        return table;
    }

    private TomlTable? OpenListItem(List<string> path, int line)
    {
        var parent = Descend(_root, path, path.Count - 1, line);
        if (parent is null)
            return null;
        var key = path[^1];
        if (!parent.Entries.TryGetValue(key, out var entry))
            parent.Entries.Add(key, entry = new TomlEntry(line, new TomlList(line, [], IsTables: true)));
        if (entry.Value is not TomlList { IsTables: true } list)
        {
            var advice = entry.Value is TomlTable { HeaderLine: not null } ? $"; write [[{string.Join('.', path)}]] there too" : "";
            _errors.Add(_file, line, $"\"{string.Join('.', path)}\" is already {entry.Value.Kind} in line {entry.Line}{advice}");
            return null;
        }
        var item = new TomlTable(line) { HeaderLine = line };
        list.Items.Add(item);
        return item;
    }

    /// <summary>
    /// The table that the first <paramref name="depth"/> names lead to, made where it is missing; of a list of tables the last.
    /// </summary>
    private TomlTable? Descend(TomlTable from, List<string> path, int depth, int line)
    {
        var table = from;
        for (var i = 0; i < depth; i++)
        {
            if (!table.Entries.TryGetValue(path[i], out var entry))
                table.Entries.Add(path[i], entry = new TomlEntry(line, new TomlTable(line)));
            var isInside = entry.Value is TomlList { IsTables: true } && i < path.Count - 1;
            var next = (isInside ? ((TomlList)entry.Value).Items[^1] : entry.Value) as TomlTable;
            if (next is null || next.IsClosed)
            {
                _errors.Add(_file, line, $"\"{string.Join('.', path[..(i + 1)])}\" is already {entry.Value.Kind} in line {entry.Line}");
                return null;
            }
            table = next;
        }
        return table;
    }

    private void AddAll(TomlTable table, IEnumerable<KeyValueSyntax> pairs)
    {
        foreach (var pair in pairs)
            Add(table, pair);
    }

    private void Add(TomlTable table, KeyValueSyntax pair)
    {
        var path = Path(pair.Key!);
        var line = LineOf(pair.Key!.Span);
        var parent = Descend(table, path, path.Count - 1, line);
        if (parent is null)
            return;
        if (parent.Entries.TryGetValue(path[^1], out var first))
            _errors.Add(_file, line, $"\"{string.Join('.', path)}\" is already set in line {first.Line}");
        else
            parent.Entries.Add(path[^1], new TomlEntry(line, Value(pair.Value!)));
    }

    private TomlNode Value(ValueSyntax value)
    {
        var line = LineOf(value.Span);
        switch (value)
        {
            case StringValueSyntax text:
                return new TomlScalar(line, text.Value ?? "");
            case IntegerValueSyntax number:
                return new TomlScalar(line, number.Value);
            case FloatValueSyntax number:
                return new TomlScalar(line, number.Value);
            case BooleanValueSyntax flag:
                return new TomlScalar(line, flag.Value);
            case ArraySyntax list:
                return new TomlList(line, [.. list.Items.Select(item => Value(item.Value!))]);
            case InlineTableSyntax inline:
                var table = new TomlTable(line, IsClosed: true);
                var open = new TomlTable(line);
                AddAll(open, inline.Items.Select(item => item.KeyValue!));
                foreach (var (key, entry) in open.Entries)
                    table.Entries.Add(key, entry);
                return table;
            default:
                return new TomlScalar(line, null);
        }
    }

    private static List<string> Path(KeySyntax key) =>
        [Name(key.Key!), .. key.DotKeys.Select(part => Name(part.Key!))];

    private static string Name(BareKeyOrStringValueSyntax name) => name switch
    {
        StringValueSyntax quoted => quoted.Value ?? "",
        BareKeySyntax bare => bare.Key?.Text ?? "",
        _ => "",
    };

    private static int LineOf(SourceSpan span) => span.Start.Line + 1;
}
