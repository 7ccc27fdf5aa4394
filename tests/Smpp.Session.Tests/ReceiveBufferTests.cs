namespace Smpp.Session.Tests;

public class ReceiveBufferTests
{
    [Fact]
    public void Octets_come_out_in_the_order_they_went_in_however_they_are_consumed()
    {
        using var buffer = new ReceiveBuffer();
        var random = new Random(1);
        byte next = 0, expected = 0;
        for (int round = 0; round < 300; round++)
        {
            var room = buffer.Room().Span;
            int read = random.Next(1, room.Length + 1);
            for (int i = 0; i < read; i++)
                room[i] = next++;
            buffer.OnRead(read);
            int consumed = random.Next(Math.Max(0, buffer.Received.Length - 50), buffer.Received.Length + 1);
            bool inOrder = true;
            foreach (byte octet in buffer.Received[..consumed])
                inOrder &= octet == expected++;
            Assert.True(inOrder);
            buffer.Consume(consumed);
        }
    }

    [Fact]
    public void It_grows_while_reads_fill_it_and_stops_at_the_largest_size()
    {
        using var buffer = new ReceiveBuffer();
        buffer.Room();
        Assert.Equal(ReceiveBuffer.InitialSize, buffer.Size);

        for (int i = 0; i < 20; i++)
            Fill(buffer, leave: 1);

        Assert.Equal(ReceiveBuffer.LargestSize, buffer.Size);
    }

    [Fact]
    public void It_is_let_go_of_only_while_nothing_is_in_it()
    {
        using var buffer = new ReceiveBuffer();
        Assert.Equal(0, buffer.Size);
        buffer.Room();
        buffer.OnRead(3);
        buffer.Consume(1);
        buffer.Release();
        Assert.Equal(2, buffer.Received.Length);
        buffer.Consume(2);
        buffer.Release();

        Assert.Equal(0, buffer.Size);
        Assert.False(buffer.Room().IsEmpty);
    }

    [Fact]
    public void One_pdu_beyond_the_largest_size_still_finds_room()
    {
        using var buffer = new ReceiveBuffer();
        while (buffer.Received.Length <= ReceiveBuffer.LargestSize)
            Fill(buffer, leave: buffer.Size);

        Assert.False(buffer.Room().IsEmpty);
        Assert.True(buffer.Size > ReceiveBuffer.LargestSize);
    }

    [Fact]
    public void It_shrinks_when_reads_have_become_small()
    {
        using var buffer = new ReceiveBuffer();
        for (int i = 0; i < 20; i++)
            Fill(buffer, leave: 0);

        for (int i = 0; i < 32; i++)
        {
            buffer.Room();
            buffer.OnRead(16);
            buffer.Consume(buffer.Received.Length);
        }
        buffer.Room();

        Assert.Equal(ReceiveBuffer.InitialSize, buffer.Size);
    }

    [Fact]
    public void Shrunk_it_keeps_what_has_come_of_a_pdu()
    {
        using var buffer = new ReceiveBuffer();
        for (int i = 0; i < 4; i++)
            Fill(buffer, leave: 10);
        Random.Shared.NextBytes(buffer.Room().Span);
        Fill(buffer, leave: 100);
        byte[] left = buffer.Received.ToArray();
        Assert.True(buffer.Size > ReceiveBuffer.InitialSize);

        buffer.Shrink();

        Assert.Equal(ReceiveBuffer.InitialSize, buffer.Size);
        Assert.Equal(left, buffer.Received.ToArray());
        buffer.Consume(100);
        buffer.Shrink();
        Assert.Equal(0, buffer.Size);
    }

    [Fact]
    public void What_does_not_fit_keeps_the_larger_buffer()
    {
        using var buffer = new ReceiveBuffer();
        Fill(buffer, leave: ReceiveBuffer.InitialSize);
        Fill(buffer, leave: ReceiveBuffer.InitialSize + 1);

        buffer.Shrink();

        Assert.Equal(ReceiveBuffer.InitialSize + 1, buffer.Received.Length);
    }

    private static void Fill(ReceiveBuffer buffer, int leave)
    {
        buffer.OnRead(buffer.Room().Length);
        buffer.Consume(Math.Max(0, buffer.Received.Length - leave));
    }
}
