using System.Text.Json;
using CsCheck;
using Shared;

namespace Cli.Tests.Capture;

public class CapturePropertyTests
{
    private static readonly Gen<byte[]> AnyPdu =
        from sequence in Gen.UInt
        from id in Gen.OneOf(0x00000004u, 0x80000004u, 0x00000005u, 0x80000005u, 0x00000103u)
        from body in Gen.Byte.Array[0, 300]
        select (byte[])[.. CapturedStream.Pdu(sequence, body.Length, id)[..16], .. body];

    private static readonly Gen<(byte[][] Pdus, uint Sequence, Piece[] Pieces)> AnyStream =
        from pdus in AnyPdu.Array[1, 12]
        from sequence in Gen.OneOf(Gen.UInt, Gen.UInt[uint.MaxValue - 2000, uint.MaxValue])
        let length = pdus.Sum(pdu => pdu.Length)
        from cuts in Gen.Int[0, length].Array[0, 20]
        let ends = cuts.Append(length).Order().ToArray()
        from pieces in Gen.Select(Gen.Int[0, 12], Gen.Int[0, 60], Gen.Int[0, 3]).Array[ends.Length]
        select (pdus, sequence, Pieces(ends, pieces));

    [Fact]
    public void However_segments_are_cut_reordered_repeated_and_overlapping_the_pdus_are_the_same() =>
        AnyStream.Sample(
            sample =>
            {
                byte[] octets = [.. sample.Pdus.SelectMany(pdu => pdu)];
                var stream = new CapturedStream().Add(sample.Sequence - 1, [], Packets.Syn);
                foreach (var piece in sample.Pieces.OrderBy(piece => piece.Turn))
                {
                    for (int again = 0; again < piece.Times; again++)
                        stream.Add(sample.Sequence + (uint)piece.Start, octets.AsSpan(piece.Start, piece.End - piece.Start));
                }
                stream.End();
                Assert.Equal(sample.Pdus.Select(CapturedStream.HexOf), stream.Hex);
                Assert.Empty(stream.Notes);
            },
            iter: 2000);

    [Fact]
    public void Whatever_segments_are_missing_every_pdu_that_they_do_not_touch_is_found() =>
        (from sample in AnyStream
         from missing in Gen.Int[0, 3].Array[sample.Pieces.Length]
         select (sample.Pdus, sample.Sequence, sample.Pieces, missing)).Sample(
            sample =>
            {
                byte[] octets = [.. sample.Pdus.SelectMany(pdu => pdu)];
                var there = new bool[octets.Length];
                var stream = new CapturedStream().Add(sample.Sequence - 1, [], Packets.Syn);
                foreach (var piece in sample.Pieces.Where((_, index) => sample.missing[index] > 0))
                {
                    there.AsSpan(piece.Start, piece.End - piece.Start).Fill(true);
                    stream.Add(sample.Sequence + (uint)piece.Start, octets.AsSpan(piece.Start, piece.End - piece.Start));
                }
                stream.End();
                Assert.Equal(Untouched(sample.Pdus, there), stream.Hex);
            },
            iter: 2000);

    [Fact]
    public void No_octets_of_any_file_bring_it_down() =>
        (from seed in Gen.OneOf(Samples)
         from changes in Gen.Select(Gen.Int[0, seed.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0, 1, 0x7F, 0x80, 0xFF))).Array[0, 12]
         from cut in Gen.Int[0, seed.Length]
         from moved in Gen.Int[0, seed.Length]
         from whole in Gen.Bool
         select Mutated(seed, changes, whole ? seed.Length : cut, moved)).Sample(
            file =>
            {
                var listed = Listed.Of(file);
                Assert.InRange(listed.Result, ExitCode.Ok, ExitCode.Unable);
                foreach (var line in listed.Lines)
                    JsonDocument.Parse(line).Dispose();
                Listed.Of(file, json: false);
            },
            iter: 20_000);

    private static byte[][] Samples
    {
        get
        {
            byte[][] packets =
            [
                Packets.Ethernet(Listed.Packet([], 0, flags: Packets.Syn)),
                Packets.Ethernet(Listed.Packet(CapturedStream.Pdu(1, body: 40), 1)),
                Packets.Ethernet(Listed.Packet(CapturedStream.Pdu(2, body: 40), 57), 0x0800, 0x8100, 5),
                Packets.Ethernet(
                    Packets.IPv6("::1", "::2", [6, 0, 0, 0, 0, 0, 0, 0, .. Packets.Tcp(1, 2775, 1, 0, CapturedStream.Pdu(3))], 0), 0x86DD),
            ];
            var pcap = CaptureFile.Pcap();
            var pcapng = CaptureFile.Pcapng(bigEndian: true).Interface(1, 0, (9, [9]), (14, new byte[8]));
            foreach (var packet in packets)
            {
                pcap.Add(1, 2, packet);
                pcapng.AddEnhanced(3, packet).AddSimple(packet).AddObsolete(4, packet);
            }
            return
            [
                pcap.ToArray(), pcapng.ToArray(), [.. CapturedStream.Pdu(1, 40), .. CapturedStream.Pdu(2, 40)],
                [.. "00000010000000150000000000000001\nAAAAEAAAABUAAAAAAAAAAQ==\n"u8],
            ];
        }
    }

    /// <summary>Pieces that together cover the stream; each comes up to a few places later than its turn.</summary>
    private static Piece[] Pieces(int[] ends, (int Delay, int Overlap, int Again)[] how) =>
        [.. ends.Select((end, index) =>
        {
            int start = Math.Max(0, (index == 0 ? 0 : ends[index - 1]) - how[index].Overlap);
            return new Piece(start, end, index + how[index].Delay, 1 + how[index].Again / 3);
        })];

    private static IEnumerable<string> Untouched(byte[][] pdus, bool[] there)
    {
        int start = 0;
        foreach (var pdu in pdus)
        {
            if (!there.AsSpan(start, pdu.Length).Contains(false))
                yield return CapturedStream.HexOf(pdu);
            start += pdu.Length;
        }
    }

    private static byte[] Mutated(byte[] seed, (int At, byte Value)[] changes, int length, int moved)
    {
        byte[] file = [.. seed];
        foreach (var (at, value) in changes)
            file[at] = value;
        // A piece of the file once more at its end: lengths that were right are now in the wrong place.
        return [.. file[..length], .. file[moved..]];
    }

    private sealed record Piece(int Start, int End, int Turn, int Times);
}
