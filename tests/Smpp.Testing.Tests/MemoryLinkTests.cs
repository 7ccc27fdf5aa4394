using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Smpp.Session;

namespace Smpp.Testing.Tests;

public class MemoryLinkTests
{
    [Fact]
    public async Task What_one_end_writes_the_other_reads_and_the_other_way_round()
    {
        var link = new MemoryLink();
        await link.First.WriteAsync("there"u8.ToArray());
        await link.Second.WriteAsync("back"u8.ToArray());

        Assert.Equal("there", await ReadAsync(link.Second));
        Assert.Equal("back", await ReadAsync(link.First));
    }

    [Fact]
    public async Task An_end_that_sends_nothing_more_still_reads()
    {
        var link = new MemoryLink();
        await link.First.WriteAsync("last"u8.ToArray());
        link.First.ShutdownSend();
        await link.Second.WriteAsync("answer"u8.ToArray());

        Assert.Equal("last", await ReadAsync(link.Second));
        Assert.Equal("", await ReadAsync(link.Second));
        Assert.Equal("answer", await ReadAsync(link.First));
        await Assert.ThrowsAsync<IOException>(() => link.First.WriteAsync("more"u8.ToArray()).AsTask().InTime());
    }

    [Fact]
    public async Task A_cut_fails_reads_under_way_and_all_that_follow_on_both_ends()
    {
        var link = new MemoryLink();
        var reading = ReadAsync(link.Second);
        Assert.False(reading.IsCompleted);
        link.Cut();

        await Assert.ThrowsAsync<IOException>(() => reading.InTime());
        await Assert.ThrowsAsync<IOException>(() => ReadAsync(link.First).InTime());
        await Assert.ThrowsAsync<IOException>(() => link.First.WriteAsync("x"u8.ToArray()).AsTask().InTime());
        Assert.True(link.IsCut);
    }

    [Fact]
    public async Task An_end_that_is_closed_is_the_end_of_the_stream_for_the_other_and_writes_to_it_are_lost()
    {
        var link = new MemoryLink(room: 1);
        var stalled = link.Second.WriteAsync("unread"u8.ToArray()).AsTask();
        link.First.Abort();

        await stalled.InTime();
        Assert.Equal("", await ReadAsync(link.Second));
        await link.Second.WriteAsync("nobody reads"u8.ToArray()).AsTask().InTime();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ReadAsync(link.First).InTime());
    }

    [Fact]
    public async Task A_delay_holds_octets_back_for_exactly_its_time_and_keeps_their_order()
    {
        var time = new FakeTimeProvider();
        var link = new MemoryLink(time) { Delay = TimeSpan.FromSeconds(2) };
        await link.First.WriteAsync("slow "u8.ToArray());
        link.Delay = TimeSpan.Zero;
        await link.First.WriteAsync("and after it"u8.ToArray());
        var reading = ReadAsync(link.Second);
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(reading.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        string read = await reading.InTime();
        while (read.Length < "slow and after it".Length)
            read += await ReadAsync(link.Second).InTime();
        Assert.Equal("slow and after it", read);
    }

    [Fact]
    public async Task Reads_can_be_made_to_bring_octet_by_octet()
    {
        var link = new MemoryLink { ReadAtMost = 1 };
        await link.First.WriteAsync("abc"u8.ToArray());

        Assert.Equal(["a", "b", "c"], [await ReadAsync(link.Second), await ReadAsync(link.Second), await ReadAsync(link.Second)]);
    }

    [Fact]
    public async Task A_full_link_holds_its_writer_until_the_other_end_reads()
    {
        var link = new MemoryLink(room: 4);
        var writing = link.First.WriteAsync("12345678"u8.ToArray()).AsTask();
        Assert.False(writing.IsCompleted);

        Assert.Equal("12345678", await ReadAsync(link.Second));
        await writing.InTime();
    }

    [Fact]
    public async Task A_network_joins_who_connects_with_who_accepts_and_refuses_when_told_to()
    {
        var network = new MemoryNetwork();
        var endPoint = new DnsEndPoint("centre.test", 2775);
        var mine = await network.ConnectAsync(endPoint, TestContext.Current.CancellationToken);
        var theirs = await network.AcceptAsync(TestContext.Current.CancellationToken);
        await mine.WriteAsync("hello"u8.ToArray());
        Assert.Equal("hello", await ReadAsync(theirs));
        Assert.Equal(endPoint, mine.RemoteEndPoint);

        network.Refuses = true;
        await Assert.ThrowsAsync<SocketException>(() => network.ConnectAsync(endPoint, TestContext.Current.CancellationToken).AsTask());
        network.Cut();
        Assert.True(Assert.Single(network.Links).IsCut);
    }

    private static async Task<string> ReadAsync(Transport transport)
    {
        var buffer = new byte[64];
        int length = await transport.ReadAsync(buffer);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, length);
    }
}
