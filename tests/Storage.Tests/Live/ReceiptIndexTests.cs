using System.Text;
using Smpp.Protocol;
using Storage.Live;

namespace Storage.Tests.Live;

public class ReceiptIndexTests
{
    private static readonly Address Number = Address.Parse("447700900123");
    private static readonly Address Other = Address.Parse("447700900999");
    private static readonly Address Sender = Address.Parse("ACME");

    private readonly Entities _entities = new();

    [Theory]
    [InlineData(ReceiptIdForm.Verbatim, "Abc-1", "Abc-1", true)]
    [InlineData(ReceiptIdForm.Verbatim, "Abc-1", "abc-1", false)]
    [InlineData(ReceiptIdForm.Verbatim, "0012", "12", false)]
    [InlineData(ReceiptIdForm.Verbatim, "10", "16", false)]
    [InlineData(ReceiptIdForm.Hex, "00FF", "ff", true)]
    [InlineData(ReceiptIdForm.Hex, "FF", "255", false)]
    [InlineData(ReceiptIdForm.Decimal, "000123", "123", true)]
    [InlineData(ReceiptIdForm.Decimal, "123", "7b", true)]
    [InlineData(ReceiptIdForm.Auto, "00FF", "ff", true)]
    [InlineData(ReceiptIdForm.Auto, "FF", "255", true)]
    [InlineData(ReceiptIdForm.Auto, "255", "FF", true)]
    [InlineData(ReceiptIdForm.Auto, "FFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175", true)]
    [InlineData(ReceiptIdForm.Auto, "abc", "abd", false)]
    [InlineData(ReceiptIdForm.Auto, "b4c1-77", "B4C1-77", true)]
    public void Ids_compare_in_the_form_of_the_upstream(ReceiptIdForm form, string inResponse, string inReceipt, bool same)
    {
        var index = new ReceiptIndex(form);
        var message = _entities.Message(1);
        index.Add(Id(inResponse), message);

        Assert.Equal(same ? message : null, index.Find(Id(inReceipt), Number, Sender));

        // And the other way round: the receipt first.
        var early = new ReceiptIndex(form);
        var receipt = _entities.Receipt(2);
        Assert.Null(early.FindOrPark(Id(inReceipt), Number, Sender, receipt));
        Assert.Equal(same ? receipt : null, early.Add(Id(inResponse), _entities.Message(1)));
    }

    [Theory]
    [InlineData("447700900123", "447700900123", true)]
    [InlineData("447700900123", "+447700900123", true)]
    [InlineData("447700900123", "07700900123", true)]
    [InlineData("00447700900123", "447700900123", true)]
    [InlineData("447700900123", "447700900124", false)]
    [InlineData("447700900123", "123", false)]
    public void An_id_that_reads_like_another_s_in_the_other_base_needs_an_address_for_a_witness(
        string destination, string source, bool same)
    {
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        var message = _entities.Message(1);
        message.Destination = new Address(TypeOfNumber.International, NumberingPlan.Isdn, Id(destination));
        index.Add("4096"u8, message);

        var from = new Address(TypeOfNumber.Unknown, NumberingPlan.Isdn, Id(source));
        Assert.Equal(same ? message : null, index.Find("1000"u8, from, Sender));
        Assert.Equal(same ? message : null, index.Find("1000"u8, Sender, from));
        Assert.Equal(message, index.Find("4096"u8, Other, Sender));
    }

    [Fact]
    public void A_witness_decides_between_two_messages_whose_ids_read_alike()
    {
        // A carrier that answers in hexadecimal and reports in decimal: 4096 in a receipt is the message with 1000 in its response.
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        var meant = _entities.Message(1, "447700900001");
        var namesake = _entities.Message(2, "447700900002");
        index.Add("1000"u8, meant);
        index.Add("4096"u8, namesake);

        Assert.Equal(meant, index.Find("4096"u8, Address.Parse("447700900001"), Sender));
        Assert.Equal(namesake, index.Find("4096"u8, Address.Parse("447700900002"), Sender));
        Assert.Equal(namesake, index.Find("4096"u8, Other, Sender));
    }

    [Fact]
    public void An_id_too_long_to_be_a_counter_s_needs_no_witness()
    {
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        var message = _entities.Message(1);
        index.Add("812FC7470000001B"u8, message);

        Assert.Equal(message, index.Find("9308878062554710043"u8, Other, Other));
    }

    [Fact]
    public void A_message_stays_until_it_is_removed()
    {
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        var message = _entities.Message(1);
        index.Add("77"u8, message);

        Assert.Equal(message, index.Find("77"u8, Number, Sender));
        Assert.Equal(message, index.Find("77"u8, Number, Sender));
        index.Remove(message);

        Assert.Null(index.Find("77"u8, Number, Sender));
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public void Removing_a_message_leaves_the_one_that_got_its_id_after_it()
    {
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        var first = _entities.Message(1);
        var second = _entities.Message(2);
        index.Add("77"u8, first);
        index.Add("77"u8, second);

        index.Remove(first);

        Assert.Equal(second, index.Find("77"u8, Number, Sender));
    }

    [Fact]
    public void All_receipts_of_one_id_wait_for_its_message_in_their_order()
    {
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        var receipts = Enumerable.Range(1, 4).Select(id => _entities.Receipt((ulong)id)).ToArray();
        foreach (var receipt in receipts)
            Assert.Null(index.FindOrPark("77"u8, Number, Sender, receipt));
        Assert.Null(index.FindOrPark("78"u8, Number, Sender, _entities.Receipt(9)));
        Assert.Equal(5, index.Parked);

        Assert.Equal(receipts, Chain(index.Add("77"u8, _entities.Message(1))));

        Assert.Equal(1, index.Parked);
        Assert.All(receipts, receipt => Assert.False(index.Remove(receipt)));
        Assert.Null(index.Add("77"u8, _entities.Message(2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_receipt_can_be_given_up_from_any_place_among_those_of_its_id(int place)
    {
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        var receipts = Enumerable.Range(1, 3).Select(id => _entities.Receipt((ulong)id)).ToList();
        foreach (var receipt in receipts)
            index.FindOrPark("77"u8, Number, Sender, receipt);

        Assert.True(index.Remove(receipts[place]));
        Assert.False(index.Remove(receipts[place]));
        receipts.RemoveAt(place);
        var last = _entities.Receipt(9);
        index.FindOrPark("77"u8, Number, Sender, last);

        Assert.Equal([.. receipts, last], Chain(index.Add("77"u8, _entities.Message(1))));
        Assert.Equal(0, index.Parked);
    }

    [Fact]
    public void Giving_up_every_receipt_leaves_nothing()
    {
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        var receipts = Enumerable.Range(1, 3).Select(id => _entities.Receipt((ulong)id)).ToArray();
        foreach (var receipt in receipts)
            index.FindOrPark("77"u8, Number, Sender, receipt);

        Assert.All(receipts, receipt => Assert.True(index.Remove(receipt)));

        Assert.Equal(0, index.Parked);
        Assert.Null(index.Add("77"u8, _entities.Message(1)));
    }

    [Fact]
    public void A_changed_form_holds_for_messages_that_wait_already()
    {
        var index = new ReceiptIndex(ReceiptIdForm.Verbatim);
        var message = _entities.Message(1);
        message.SetUpstreamMessageId("00AB"u8);
        index.Add("00AB"u8, message);
        Assert.Null(index.Find("ab"u8, Number, Sender));

        index.ChangeForm(ReceiptIdForm.Hex);

        Assert.Equal(message, index.Find("ab"u8, Number, Sender));
        index.Remove(message);
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public void A_message_whose_id_was_given_to_another_does_not_come_back_with_a_changed_form()
    {
        var index = new ReceiptIndex(ReceiptIdForm.Verbatim);
        var (earlier, later) = (_entities.Message(1), _entities.Message(2));
        foreach (var message in (LiveMessage[])[earlier, later])
        {
            message.SetUpstreamMessageId("00AB"u8);
            index.Add("00AB"u8, message);
        }
        index.Remove(later);

        index.ChangeForm(ReceiptIdForm.Hex);

        Assert.Null(index.Find("ab"u8, Number, Sender));
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void A_response_and_its_receipt_that_come_at_once_always_meet_once()
    {
        const int Rounds = 20_000;
        var index = new ReceiptIndex(ReceiptIdForm.Auto);
        using var barrier = new Barrier(2);
        var claimed = new ParkedReceipt?[Rounds];
        var found = new LiveMessage?[Rounds];
        var responses = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                var message = _entities.Message((ulong)i);
                barrier.SignalAndWait();
                claimed[i] = index.Add(Id($"{i:x}"), message);
            }
        });
        var receipts = new Thread(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                var receipt = _entities.Receipt((ulong)i);
                barrier.SignalAndWait();
                found[i] = index.FindOrPark(Id($"{i:x}"), Number, Sender, receipt);
            }
        });
        responses.Start();
        receipts.Start();
        responses.Join();
        receipts.Join();

        Assert.Equal(0, index.Parked);
        for (int i = 0; i < Rounds; i++)
            Assert.True((claimed[i] is null) != (found[i] is null), $"round {i}");
    }

    private static byte[] Id(string text) => Encoding.ASCII.GetBytes(text);

    private static List<ParkedReceipt> Chain(ParkedReceipt? first)
    {
        var chain = new List<ParkedReceipt>();
        for (var receipt = first; receipt is not null; receipt = receipt.Later)
            chain.Add(receipt);
        return chain;
    }
}
