namespace Gateway.Tests.Configuration;

/// <summary>Slips of the pen in a line with a password: each is said in words that hold nothing of it.</summary>
public sealed class SyntaxFaultTests : IDisposable
{
    private const string Behind = "something stands behind the value or heading that ends here; a \" within a string is written \\\"";
    private const string NoValue = "this is no value; a string needs quotation marks, as in key = \"text\"";
    private const string NoNumber = "this is no number or date as TOML writes them; a string needs quotation marks, as in key = \"text\"";

    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("password = \"plain:ab\"hunter\"", Behind)]
    [InlineData("password = 'plain:ab'hunter'", Behind)]
    [InlineData("password = hunter2", NoValue)]
    [InlineData("password = plain:hunter2", NoValue)]
    [InlineData("password = “plain:hunter2”", NoValue)]
    [InlineData("password = 12hunter", Behind)]
    [InlineData("password = 012345", NoNumber)]
    [InlineData("password = 99999999999999999999", NoNumber)]
    [InlineData("password = 1979-13-99", NoNumber)]
    [InlineData("password = 1__2", NoNumber)]
    [InlineData("password = 0xhunter", NoNumber)]
    [InlineData("password = 0X12", NoNumber)]
    [InlineData("password =", "a value is missing behind =")]
    [InlineData("password \"plain:hunter2\"", "a key must be followed by = and its value")]
    [InlineData("password.= \"plain:hunter2\"", "a . in a key must be followed by a name")]
    [InlineData("password = \"plain:hunter2", "a string must be closed in its line")]
    [InlineData("password = \"\"\"plain:hunter2", "the file ends within a string")]
    [InlineData("password = \"plain:a\\hunter2\"",
        "a \\ in a string begins an escape, such as \\n or \\u20AC; write \\\\ for the character itself, or the string in '…'")]
    [InlineData("password = \"plain:\\uD8AB\"", "an escape in a string stands for no character")]
    [InlineData("password = \"plain:hunter\u00012\"",
        "a control character cannot stand here; in a string write it as an escape, such as \\t or \\u0007")]
    [InlineData("[account hunter2]", "the name of a table must be closed: [table], or [[table]] where there may be several")]
    [InlineData("[[account]", "the name of a table must be closed: [table], or [[table]] where there may be several")]
    [InlineData("lists = [\"a\" hunter2]", "a list is not closed by ], or a , is missing in it")]
    [InlineData("lists = [1, hunter2]", "the items of a list must be separated by ,")]
    [InlineData("lists = { a = 1 hunter2 }", "a table in braces is not closed by }, or a , or key is missing in it")]
    [InlineData("@hunter2", "this is not TOML")]
    public void A_syntax_error_is_told_at_its_line_without_what_stands_there(string line, string fault)
    {
        var errors = _folder.Account($"{line}\n").Errors();

        Assert.Contains($"accounts.toml:4: {fault}", errors);
        Assert.All(errors, error => Assert.DoesNotMatch("hunter|12|99|D8AB", error.Replace("\\u20AC", "", StringComparison.Ordinal)));
    }
}
