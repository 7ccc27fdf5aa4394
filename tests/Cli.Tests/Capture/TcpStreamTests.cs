using Shared;

namespace Cli.Tests.Capture;

public class TcpStreamTests
{
    private static readonly byte[] One = CapturedStream.Pdu(1, body: 40);
    private static readonly byte[] Two = CapturedStream.Pdu(2, body: 40);
    private static readonly byte[] Three = CapturedStream.Pdu(3, body: 40);
    private static readonly byte[] All = [.. One, .. Two, .. Three];
    private static readonly string[] AllHex = [.. new[] { One, Two, Three }.Select(CapturedStream.HexOf)];

    private static uint Length => (uint)One.Length;

    [Fact]
    public void Several_pdus_in_a_segment_and_one_in_several_are_each_given_once()
    {
        var stream = new CapturedStream().Add(1, All.AsSpan(0, 130)).Add(131, All.AsSpan(130, 10)).Add(141, All.AsSpan(140)).End();

        Assert.Equal(AllHex, stream.Hex);
        Assert.Empty(stream.Notes);
    }

    [Fact]
    public void A_pdu_has_the_time_of_the_packet_that_completes_it()
    {
        var stream = new CapturedStream().Add(1, One.AsSpan(0, 20)).Add(21, One.AsSpan(20)).End();

        Assert.Equal(2_000_000_000, Assert.Single(stream.Pdus).Origin.Time.Nanoseconds);
    }

    [Fact]
    public void A_pdu_that_waited_for_an_earlier_segment_has_the_time_of_that()
    {
        var stream = new CapturedStream().Add(0, [], Packets.Syn).Add(1 + Length, Two).Add(1, One).End();

        Assert.Equal([3_000_000_000L, 3_000_000_000L], stream.Pdus.Select(pdu => pdu.Origin.Time.Nanoseconds));
    }

    [Fact]
    public void Each_direction_is_a_stream_of_its_own()
    {
        var stream = new CapturedStream().Add(1, One.AsSpan(0, 20)).Answer(1, Two).Add(21, One.AsSpan(20)).End();

        Assert.Equal([AllHex[1], AllHex[0]], stream.Hex);
        Assert.Equal(["10.0.0.2:2775", "10.0.0.1:40000"], stream.Pdus.Select(pdu => pdu.Origin.Source));
    }

    [Fact]
    public void A_retransmission_is_read_once()
    {
        var stream = new CapturedStream().Add(1, One).Add(1, One).Add(1 + Length, Two).Add(1, One).End();

        Assert.Equal([AllHex[0], AllHex[1]], stream.Hex);
    }

    [Fact]
    public void A_keep_alive_octet_before_the_stream_is_no_part_of_it()
    {
        var stream = new CapturedStream().Add(1, One).Add(Length, [0xFF]).Add(1 + Length, Two).End();

        Assert.Equal([AllHex[0], AllHex[1]], stream.Hex);
    }

    [Fact]
    public void The_diagnostic_text_of_a_reset_is_no_part_of_the_stream()
    {
        var stream = new CapturedStream().Add(1, One).Add(1 + Length, "go away"u8, Packets.Reset).End();

        Assert.Equal([AllHex[0]], stream.Hex);
        Assert.Empty(stream.Notes);
    }

    [Fact]
    public void Data_on_a_syn_comes_behind_it()
    {
        var stream = new CapturedStream().Add(uint.MaxValue, One, Packets.Syn).Add(Length, Two).End();

        Assert.Equal([AllHex[0], AllHex[1]], stream.Hex);
    }

    [Fact]
    public void A_new_connection_between_the_same_ports_begins_anew()
    {
        var stream = new CapturedStream()
            .Add(100, [], Packets.Syn).Add(101, One.AsSpan(0, 30))
            .Add(5, [], Packets.Syn).Add(5, [], Packets.Syn).Add(6, Two).End();

        Assert.Equal([AllHex[1]], stream.Hex);
        Assert.False(stream.Lost);
    }

    [Fact]
    public void A_new_connection_whose_syn_was_not_captured_is_read_too()
    {
        var stream = new CapturedStream().Add(1, One).Add(0x7000_0000, Two).Add(0x7000_0000 + Length, Three).End();

        Assert.Equal(AllHex, stream.Hex);
    }

    [Fact]
    public void A_capture_that_begins_inside_a_pdu_goes_on_with_the_next()
    {
        var stream = new CapturedStream().Add(1, All.AsSpan(30)).End();

        Assert.Equal(AllHex[1..], stream.Hex);
        Assert.Equal($"{One.Length - 30} octets are passed over in search of the next PDU", Assert.Single(stream.Notes));
        Assert.False(stream.Lost);
    }

    [Fact]
    public void A_capture_that_ends_inside_a_pdu_says_so()
    {
        var stream = new CapturedStream().Add(1, One).Add(1 + Length, Two.AsSpan(0, 20)).End();

        Assert.Equal([AllHex[0]], stream.Hex);
        Assert.Equal("ends inside a PDU, of which 20 octets are there", Assert.Single(stream.Notes));
        Assert.False(stream.Lost);
    }

    [Fact]
    public void A_gap_inside_a_pdu_costs_that_pdu_alone()
    {
        var stream = new CapturedStream().Add(1, One.AsSpan(0, 20)).Add(31, [.. One[30..], .. Two]).End();

        Assert.Equal([AllHex[1]], stream.Hex);
        Assert.Equal("10 octets are missing from the capture, in submit_sm 1", Assert.Single(stream.Notes));
        Assert.True(stream.Lost);
    }

    [Fact]
    public void Behind_a_gap_that_crosses_pdus_the_next_header_is_looked_for()
    {
        var stream = new CapturedStream().Add(1, One.AsSpan(0, 20)).Add(101, All.AsSpan(100)).End();

        Assert.Equal([AllHex[2]], stream.Hex);
        Assert.True(stream.Lost);
    }

    [Fact]
    public void Octets_cut_off_by_the_capture_are_a_gap_at_once()
    {
        var stream = new CapturedStream().Add(1, [.. One, .. Two], cut: 60).Add(1 + 2 * Length, Three);

        Assert.Equal([AllHex[2]], stream.Hex);
        Assert.True(stream.Lost);
    }

    [Fact]
    public void A_command_length_that_cannot_be_is_shown_and_the_next_pdu_looked_for()
    {
        byte[] bad = [0, 0, 0, 3, .. One[4..16]];
        var stream = new CapturedStream().Add(0, [], Packets.Syn).Add(1, [.. bad, .. "noise"u8, .. Two]).End();

        Assert.Equal([CapturedStream.HexOf(bad), AllHex[1]], stream.Hex);
    }

    [Fact]
    public void What_comes_early_is_held_only_up_to_a_bound()
    {
        var stream = new CapturedStream().Add(0, [], Packets.Syn);
        uint sequence = 1000;
        for (int count = 0; count < 4100; count++)
        {
            stream.Add(sequence, One);
            sequence += Length;
        }

        Assert.InRange(stream.Pdus.Count, 4096, 4100);
        Assert.Equal("999 octets are missing from the capture", Assert.Single(stream.Notes));
    }

    [Fact]
    public void Connections_beyond_a_bound_end_those_that_were_quiet_longest()
    {
        var found = new CapturedStream();
        for (int client = 0; client < 70_000; client++)
            found.AddFrom(client, One.AsSpan(0, 20));

        Assert.InRange(found.Notes.Count, 32_768, 70_000 - 1);
    }

    [Fact]
    public void A_packet_costs_no_object()
    {
        var stream = new CapturedStream.Silent();
        stream.Feed(One, packets: 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        stream.Feed(One, packets: 10_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(10_100, stream.Pdus);
        // The least object has 24 octets; what is rented may go to the garbage collector now and then and be made anew.
        Assert.InRange(allocated, 0, 10_000 * 4);
    }
}
