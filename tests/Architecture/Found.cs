namespace Architecture;

internal static class Found
{
    /// <summary>Fails with every finding in full, a line for each.</summary>
    public static void Nothing(IEnumerable<string?> findings)
    {
        string?[] all = [.. findings];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
