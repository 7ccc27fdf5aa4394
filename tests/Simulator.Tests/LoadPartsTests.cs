using System.Net;
using System.Text;
using Simulator.Customers;
using Smpp.Protocol;

namespace Simulator.Tests;

public class LoadPartsTests
{
    private static readonly MessageKind[] All = [MessageKind.Gsm7, MessageKind.Ucs2, MessageKind.Long];

    [Fact]
    public void Every_message_has_user_data_of_its_own()
    {
        var templates = new LoadTemplates(Options(All), "run1");

        var data = Enumerable.Range(0, 1000).Select(i => Convert.ToHexString(Read(templates, i).UserData)).ToHashSet();

        Assert.Equal(1000, data.Count);
    }

    [Fact]
    public void Messages_are_what_their_kinds_say()
    {
        var templates = new LoadTemplates(Options(All), "run1");

        var cycle = Enumerable.Range(10, 5).Select(i => Read(templates, i)).ToArray();

        Assert.Equal([0, 8, 0, 0, 0], cycle.Select(message => (int)message.DataCoding));
        Assert.Equal([0, 0, 0x40, 0x40, 0x40], cycle.Select(message => (int)message.EsmClass));
        Assert.All(cycle, message => Assert.Equal(RegisteredDelivery.SuccessOrFailure, message.RegisteredDelivery));
        Assert.StartsWith("run1-0000000010 ", Encoding.ASCII.GetString(cycle[0].UserData), StringComparison.Ordinal);
        string wide = Encoding.BigEndianUnicode.GetString(cycle[1].UserData);
        Assert.StartsWith("run1-0000000011 ", wide, StringComparison.Ordinal);
        Assert.Contains("🚀", wide, StringComparison.Ordinal);
        Assert.InRange(cycle[1].UserData.Length, 1, 140);
    }

    [Fact]
    public void The_parts_of_a_long_message_belong_together()
    {
        var templates = new LoadTemplates(Options(All), "run1");

        foreach (int cycle in new[] { 0, 1, 300 })
        {
            var parts = Enumerable.Range((cycle * 5) + 2, 3).Select(i => (Message: Read(templates, i), Place: Place(templates, i)))
                .ToArray();
            Assert.Single(parts.Select(part => part.Message.Destination).Distinct());
            Assert.Single(parts.Select(part => part.Place.Reference).Distinct());
            Assert.Equal([1, 2, 3], parts.Select(part => (int)part.Place.Number));
            Assert.All(parts, part => Assert.Equal(3, part.Place.Total));
        }
        Assert.NotEqual(Place(templates, 2).Reference, Place(templates, 7).Reference);
    }

    [Fact]
    public void Destinations_are_counted_up_from_the_prefix()
    {
        var templates = new LoadTemplates(Options([MessageKind.Gsm7]) with { ToPrefix = "4917" }, "run1");

        Assert.Equal("491700000000", Read(templates, 0).Destination.ToString());
        Assert.Equal("491700012345", Read(templates, 12_345).Destination.ToString());
        Assert.Equal("491700000000", Read(templates, 100_000_000).Destination.ToString());
    }

    [Fact]
    public void A_supply_hands_out_each_number_once_and_what_comes_back_first()
    {
        var supply = new MessageSupply(Options(All) with { Messages = 25 }, TimeProvider.System);
        supply.Start();

        Assert.Equal(10, supply.Claim(10, out long first));
        Assert.Equal(0, first);
        Assert.Equal(10, supply.Claim(10, out first));
        Assert.Equal(10, first);
        supply.Return(14, 6);
        Assert.Equal(6, supply.Claim(10, out first));
        Assert.Equal(14, first);
        Assert.Equal(5, supply.Claim(10, out first));
        Assert.False(supply.Claim(10, out _) > 0);
        Assert.True(supply.IsExhausted);
    }

    [Fact]
    public void A_paced_supply_keeps_to_its_rate()
    {
        var time = new Clock();
        var supply = new MessageSupply(Options(All) with { Rate = 1000 }, time);
        supply.Start();

        Assert.Equal(1, supply.Claim(100, out _));
        Assert.Equal(0, supply.Claim(100, out _));
        time.Now += time.TimestampFrequency / 100;
        Assert.Equal(10, supply.Claim(100, out long first));
        Assert.Equal(1, first);
        Assert.Equal(supply.StartedAt + (time.TimestampFrequency / 100), supply.IntendedAt(10));
    }

    [Fact]
    public void A_supply_that_is_closed_gives_nothing_new()
    {
        var supply = new MessageSupply(Options(All) with { Messages = 0 }, TimeProvider.System);
        supply.Start();
        Assert.Equal(10, supply.Claim(10, out _));

        supply.Close();

        Assert.Equal(0, supply.Claim(10, out _));
        Assert.True(supply.IsExhausted);
    }

    [Fact]
    public void Receipts_are_matched_in_whatever_order_they_come()
    {
        var book = new ReceiptBook();

        book.OnAccepted("a"u8);
        book.OnReceipt("a"u8);
        book.OnReceipt("b"u8);
        Assert.Equal(1, book.Sum().Unknown);
        book.OnAccepted("b"u8);
        book.OnAccepted("c"u8);
        book.OnReceipt("a"u8);
        book.OnReceipt("x"u8);

        Assert.Equal(new ReceiptSum(Matched: 2, Missing: 1, Repeated: 1, Unknown: 1), book.Sum());
        Assert.Equal((2, 1), (book.Matched, book.Missing));
    }

    [Fact]
    public void An_id_given_to_two_messages_is_a_receipt_too_few()
    {
        var book = new ReceiptBook();

        book.OnAccepted("a"u8);
        book.OnAccepted("a"u8);
        book.OnReceipt("a"u8);
        Assert.Equal(1, book.Missing);
        book.OnReceipt("a"u8);

        Assert.Equal(new ReceiptSum(Matched: 1, Missing: 1, Repeated: 1, Unknown: 0), book.Sum());
    }

    [Fact]
    public void Receipts_before_the_id_and_again_are_told_apart()
    {
        var book = new ReceiptBook();

        book.OnReceipt("a"u8);
        book.OnReceipt("a"u8);
        Assert.Equal(new ReceiptSum(Matched: 0, Missing: 0, Repeated: 1, Unknown: 1), book.Sum());
        book.OnAccepted("a"u8);

        Assert.Equal(new ReceiptSum(Matched: 1, Missing: 0, Repeated: 1, Unknown: 0), book.Sum());
    }

    private static LoadOptions Options(MessageKind[] mix) => new()
    {
        Target = new IPEndPoint(IPAddress.Loopback, 1),
        SystemId = "a",
        Password = "b",
        Mix = mix,
        Receipts = true,
    };

    private static SubmitSm Read(LoadTemplates templates, long number)
    {
        var message = templates[number];
        byte[] body = new byte[message.BodyLength];
        message.WriteBody(body);
        Assert.True(SubmitSm.TryRead(body, out var read, out var error), error.ToString());
        Assert.Equal(read!.UserData, message.UserData(body));
        return read;
    }

    private static Concatenation Place(LoadTemplates templates, long number)
    {
        var message = Read(templates, number);
        Assert.True(UserDataHeader.TryRead(message.UserData, out var header, out _));
        Assert.True(header.TryGetConcatenation(out var place));
        return place;
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; } = 12345;

        public override long TimestampFrequency => 3_000_000;

        public override long GetTimestamp() => Now;
    }
}
