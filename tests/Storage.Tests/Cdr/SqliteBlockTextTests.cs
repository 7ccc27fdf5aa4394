using System.Text;
using System.Text.Json;
using CsCheck;
using Storage.Cdr;

namespace Storage.Tests;

public class SqliteBlockTextTests
{
    [Fact]
    public void Whatever_octets_and_numbers_a_row_has_it_is_JSON_that_says_them()
    {
        var values = Gen.Select(Gen.Byte.Array[0, byte.MaxValue], Gen.Long);
        values.Array[1, 17].Array[1, 8].Sample(rows =>
        {
            var text = new SqliteBlockText();
            text.Begin();
            foreach (var row in rows)
            {
                text.BeginRow();
                foreach ((byte[] octets, long number) in row)
                {
                    text.Text(octets);
                    text.Number(number);
                }
                text.EndRow();
            }
            text.End();

            using var json = JsonDocument.Parse(text.Octets.ToArray());
            var read = json.RootElement.EnumerateArray().Select(row => row.EnumerateArray().ToArray()).ToArray();
            Assert.Equal(rows.Length, read.Length);
            for (int i = 0; i < rows.Length; i++)
            {
                Assert.Equal(2 * rows[i].Length, read[i].Length);
                for (int j = 0; j < rows[i].Length; j++)
                {
                    Assert.Equal(TextOf(rows[i][j].Item1), read[i][2 * j].GetString());
                    Assert.Equal(rows[i][j].Item2, read[i][(2 * j) + 1].GetInt64());
                }
            }
        }, iter: 2_000);
    }

    [Fact]
    public void Nulls_stand_before_values_and_are_left_out_at_the_end()
    {
        var text = new SqliteBlockText();
        text.Begin();
        text.BeginRow();
        text.Null();
        text.Number(7);
        text.Null();
        text.Text(""u8);
        text.Text("a"u8);
        text.Null();
        text.EndRow();
        text.BeginRow();
        text.Null();
        text.EndRow();
        text.End();
        Assert.Equal("[[null,7,null,null,\"a\"],[]]", Encoding.UTF8.GetString(text.Octets));

        text.Begin();
        text.End();
        Assert.Equal("[]", Encoding.UTF8.GetString(text.Octets));
    }

    private static string? TextOf(byte[] octets)
    {
        byte[] clean = new byte[2 * octets.Length];
        return octets.Length == 0 ? null : Encoding.UTF8.GetString(CdrText.Clean(octets, clean));
    }
}
