namespace Smpp.Session.Tests;

public class OutputBufferTests
{
    [Fact]
    public void What_was_appended_is_taken_once_and_in_order()
    {
        var buffer = new OutputBuffer();
        Append(buffer, "one ");
        Append(buffer, "two");

        Assert.Equal("one two", Text(buffer.Take()));
        Assert.True(buffer.Take().IsEmpty);
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void What_is_being_written_is_not_touched_by_what_is_appended_meanwhile()
    {
        var buffer = new OutputBuffer();
        Append(buffer, "first");
        var writing = buffer.Take();
        Append(buffer, "SECOND");

        Assert.Equal("first", Text(writing));
        Assert.Equal("SECOND", Text(buffer.Take()));
    }

    [Fact]
    public void Growing_keeps_what_was_appended()
    {
        var buffer = new OutputBuffer();
        var expected = "";
        for (int i = 0; i < 10_000; i++)
        {
            expected += (char)('a' + (i % 26));
            Append(buffer, expected[^1..]);
        }

        Assert.Equal(expected, Text(buffer.Take()));
    }

    [Fact]
    public void Room_that_was_not_said_to_be_written_is_given_again()
    {
        var buffer = new OutputBuffer();
        Append(buffer, "keep");
        buffer.Room(100_000).Fill((byte)'x');
        Append(buffer, "!");

        Assert.Equal("keep!", Text(buffer.Take()));
    }

    [Fact]
    public void Buffers_of_any_size_can_be_filled_again_after_idling()
    {
        var buffer = new OutputBuffer();
        foreach (int size in (int[])[1, 100_000, 2, 1_000_000, 3])
        {
            buffer.Room(size).Fill((byte)size);
            buffer.Advance(size);
            var taken = buffer.Take();
            Assert.Equal(size, taken.Length);
            Assert.Equal(-1, taken.Span.IndexOfAnyExcept((byte)size));
            Assert.True(buffer.Take().IsEmpty);
        }
    }

    private static void Append(OutputBuffer buffer, string text) =>
        buffer.Advance(System.Text.Encoding.Latin1.GetBytes(text, buffer.Room(text.Length)));

    private static string Text(ReadOnlyMemory<byte> octets) => System.Text.Encoding.Latin1.GetString(octets.Span);
}
