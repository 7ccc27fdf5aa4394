using CsCheck;
using Gateway.Configuration;
using Shared;

namespace Gateway.Tests.Configuration;

/// <summary>
/// The shipped files with pieces cut out, doubled, swapped and overwritten: an editor's accidents must end in errors with a line.
/// </summary>
public class BrokenFileTests
{
    private static readonly string[] Files =
        [GatewayConfigLoader.SmppToml, GatewayConfigLoader.AccountsToml, GatewayConfigLoader.UpstreamsToml, GatewayConfigLoader.RoutesToml];

    private static readonly string[] Pieces =
    [
        "[", "]", "[[", "{", "}", "=", "\"", "'''", "\n", ".", ",", "\\u", "\\", "#", "\0", "\uFEFF", "1979-05-27", "0x", "-",
        "1e400", "9999999999999999999", "true", "[[route]]\n", "[route.match]\n", "a.b = 1\n",
    ];

    private static readonly Gen<(int File, double From, int Length, int Piece)> Slips =
        Gen.Select(Gen.Int[0, Files.Length - 1], Gen.Double[0, 1], Gen.Int[0, 40], Gen.Int[-2, Pieces.Length - 1]);

    [Fact]
    public void However_the_files_are_broken_loading_ends_with_a_configuration_or_with_errors_that_name_the_file()
    {
        var shipped = Files.Select(name => File.ReadAllText(Repository.PathOf("conf", name))).ToArray();
        var broken = 0;

        Slips.Array[1, 4].Sample(slips =>
        {
            using var folder = new TempFolder();
            var texts = (string[])shipped.Clone();
            foreach (var (file, from, length, piece) in slips)
                texts[file] = Slip(texts[file], (int)(from * texts[file].Length), length, piece);
            for (var i = 0; i < Files.Length; i++)
                folder.Write(Files[i], texts[i]);

            var result = GatewayConfigLoader.Load(folder.Path);

            if (result.IsValid)
                return result.Errors.Count == 0;
            Interlocked.Increment(ref broken);
            return result.Errors.Count > 0 && result.Errors.All(error =>
                Files.Contains(Path.GetFileName(error.File)) && error.Line > 0 && error.Message.Length > 0);
        }, iter: 1_000);

        Assert.True(broken > 50, $"only {broken} of the files were broken");
    }

    private static string Slip(string text, int at, int length, int piece)
    {
        var end = Math.Min(text.Length, at + length);
        return piece switch
        {
            -2 => text[..at] + text[end..],
            -1 => text[..end] + text[at..],
            _ => text[..at] + Pieces[piece] + text[at..],
        };
    }
}
