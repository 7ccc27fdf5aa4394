using System.Text.Json;
using Shared;

namespace Interop.Agreement;

/// <summary>
/// Wireshark's dissector, written by others from the same specifications, has to show the same fields of the same octets. Where it
/// does not, <see cref="KnownDifferences"/> says why.
/// </summary>
public class AgreementTests
{
    private const int Port = 2775;
    private const int Count = 10_000;
    private const int Seed = 20_030_219;

    [Fact]
    public async Task Tshark_shows_the_same_fields_of_ten_thousand_pdus_but_for_the_known_differences()
    {
        using var folder = new TempFolder();
        byte[][] pdus = [.. new PduGenerator(Seed).Generate(Count)];
        string capture = folder["pdus.pcap"];
        await File.WriteAllBytesAsync(capture, Capture(pdus), TestContext.Current.CancellationToken);
        var shown = await TsharkFields.ReadAsync(capture, Port);
        await using var decode = SmppProcess.Start("decode", "--json", capture);
        await decode.WaitForExitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(Count, shown.Count);
        Assert.Equal(Count, decode.Results.Length);

        var comparison = new Comparison(KnownDifferences.All);
        string[] decoded = decode.Results;
        for (int number = 0; number < Count; number++)
        {
            using var pdu = JsonDocument.Parse(decoded[number]);
            comparison.Add(number, pdu.RootElement, pdus[number].Length, shown[number]);
        }

        Assert.True(comparison.Unexplained.Count == 0, string.Join('\n', comparison.Unexplained.Take(20)));
        Assert.Empty(comparison.NeverMet);
    }

    [Fact]
    public void The_page_on_tshark_lists_every_known_difference()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "tshark.md"));

        Assert.All(
            KnownDifferences.All,
            known => Assert.Contains($"| {known.Where} | {known.Tshark} | {known.Settled} |", page, StringComparison.Ordinal));
        Assert.Equal(KnownDifferences.All.Length, page.Split('\n').Count(line => line.StartsWith('|')) - 2);
    }

    private static byte[] Capture(byte[][] pdus)
    {
        var file = CaptureFile.Pcap(linkType: 101);
        uint sequence = 1;
        foreach (byte[] pdu in pdus)
        {
            file.Add(0, 0, Packets.IPv4("10.0.0.1", "10.0.0.2", Packets.Tcp(40000, Port, sequence, Packets.Ack, pdu)));
            sequence += (uint)pdu.Length;
        }
        return file.ToArray();
    }
}
