namespace Gateway.Configuration;

/// <summary>
/// Words for what is wrong with the syntax of a file. Tomlyn's own quote what they stumble over, which may be a piece of a password.
/// </summary>
internal static class SyntaxFault
{
    public const string OpenFile = "the file ends within a string";

    private const string Number = "this is no number or date as TOML writes them; a string needs quotation marks, as in key = \"text\"";

    /// <summary>What Tomlyn's message contains, and what is said in its place; the first that fits.</summary>
    private static readonly (string Theirs, string Ours)[] Faults =
    [
        ("Unexpected token end-of-line found while expecting a value", "a value is missing behind ="),
        ("` for a value", "this is no value; a string needs quotation marks, as in key = \"text\""),
        ("Expecting `=` after a key", "a key must be followed by = and its value"),
        ("expecting token `newline`", "something stands behind the value or heading that ends here; a \" within a string is written \\\""),
        ("` (token: `closebracket", "the name of a table must be closed: [table], or [[table]] where there may be several"),
        ("separate items in an array", "the items of a list must be separated by ,"),
        ("closing `]` for an array", "a list is not closed by ], or a , is missing in it"),
        ("while parsing inline table", "a table in braces is not closed by }, or a , or key is missing in it"),
        ("Invalid newline in a string", "a string must be closed in its line"),
        ("Invalid End-Of-File found", OpenFile),
        ("Invalid Unicode scalar value", "an escape in a string stands for no character"),
        ("escape", "a \\ in a string begins an escape, such as \\n or \\u20AC; write \\\\ for the character itself, or the string in '…'"),
        ("Invalid control character", "a control character cannot stand here; in a string write it as an escape, such as \\t or \\u0007"),
        ("not followed by \\n", "a carriage return must be followed by a line feed"),
        ("surrogate", "the file is not UTF-8"),
        ("for a base key", "a . in a key must be followed by a name"),
        ("Unable to parse", Number),
        ("digit", Number),
        ("leading", Number),
        (" integer. Expecting", Number),
        ("Invalid capital", Number),
        ("date", Number),
    ];

    /// <summary>Fixed words for a message of Tomlyn.</summary>
    public static string Of(string message)
    {
        foreach (var (theirs, ours) in Faults)
        {
            if (message.Contains(theirs, StringComparison.Ordinal))
                return ours;
        }
        return "this is not TOML";
    }
}
