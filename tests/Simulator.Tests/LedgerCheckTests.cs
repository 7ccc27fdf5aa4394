using Shared;
using Simulator.Ledgers;

namespace Simulator.Tests;

public sealed class LedgerCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Books_without_a_fault_balance()
    {
        var balance = Check([Accepted(1, "a1"), Receipt("a1"), Accepted(2, "a2"), Receipt("a2", "UNDELIV")],
            [Submit(1), Submit(2, "UNDELIV")]);

        Assert.True(balance.IsBalanced());
        Assert.Empty(balance.Findings);
        Assert.Equal((2, 2, 2, 2), (balance.Accepted, balance.Carried, balance.ReceiptsWanted, balance.ReceiptsSeen));
    }

    [Fact]
    public void An_accepted_message_that_no_carrier_has_is_lost()
    {
        var balance = Check([Accepted(1, "a1"), Receipt("a1"), Accepted(2, "a2")], [Submit(1)]);

        Assert.Equal(1, balance.Lost);
        Assert.False(balance.IsBalanced());
        Assert.Contains("a2", Assert.Single(balance.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_submit_that_the_carrier_refused_does_not_count_as_carried()
    {
        var balance = Check([Accepted(1, "a1")], ["submit 1 0 - gw 1.1.44 1.1.45 0000000000000001 - ESME_RSYSERR"]);

        Assert.Equal((0, 1), (balance.Carried, balance.Lost));
    }

    [Fact]
    public void A_message_that_ended_in_the_gateway_is_not_lost()
    {
        var check = new LedgerCheck().AddCustomer(Write("customer", [Accepted(1, "a1")])).AddSettled(["a1"]);

        Assert.True(check.Balance().IsBalanced());
    }

    [Fact]
    public void Duplicates_are_counted_over_all_carriers_and_held_against_a_bound()
    {
        var balance = new LedgerCheck()
            .AddCustomer(Write("customer", [Accepted(1, "a1"), Receipt("a1")]))
            .AddCarrier(Write("a", [Submit(1), Submit(1)]))
            .AddCarrier(Write("b", [Submit(1)]))
            .Balance();

        Assert.Equal((3, 2), (balance.Carried, balance.Duplicated));
        Assert.False(balance.IsBalanced(mostDuplicates: 1));
        Assert.True(balance.IsBalanced(mostDuplicates: 2));
    }

    [Fact]
    public void A_wanted_receipt_that_did_not_come_is_missing()
    {
        var balance = Check([Accepted(1, "a1")], [Submit(1)]);

        Assert.Equal(1, balance.ReceiptsMissing);
        Assert.False(balance.IsBalanced());
    }

    [Fact]
    public void A_receipt_that_nobody_asked_for_is_not_missed()
    {
        var balance = Check([Accepted(1, "a1")], [Submit(1, "-")]);

        Assert.Equal((0, 0), (balance.ReceiptsWanted, balance.ReceiptsMissing));
        Assert.True(balance.IsBalanced());
    }

    [Fact]
    public void A_second_receipt_is_a_repetition()
    {
        var balance = Check([Accepted(1, "a1"), Receipt("a1"), Receipt("a1")], [Submit(1)]);

        Assert.Equal(1, balance.ReceiptsRepeated);
        Assert.False(balance.IsBalanced());
        Assert.True(balance.IsBalanced(mostRepeated: 1));
        Assert.True(balance.IsBalanced(mostRepeated: 1, mostReceipts: 2));
        Assert.False(balance.IsBalanced(mostRepeated: 1, mostReceipts: 1));
    }

    [Fact]
    public void A_receipt_of_another_state_than_the_carriers_is_wrong()
    {
        var balance = Check([Accepted(1, "a1"), Receipt("a1", "DELIVRD")], [Submit(1, "EXPIRED")]);

        Assert.Equal(1, balance.ReceiptsWrong);
        Assert.False(balance.IsBalanced());
    }

    [Fact]
    public void A_receipt_may_come_before_its_response()
    {
        var balance = Check([Receipt("a1"), Accepted(1, "a1")], [Submit(1)]);

        Assert.True(balance.IsBalanced());
    }

    [Fact]
    public void Receipts_of_messages_whose_answer_was_lost_are_expected_strays()
    {
        string[] carrier = [Submit(1)];

        Assert.True(Check(["unknown 1 0000000000000001 SessionEnded", Receipt("a1")], carrier).IsBalanced());
        Assert.False(Check([Receipt("a1")], []).IsBalanced());
    }

    [Fact]
    public void A_receipt_that_another_customer_got_is_missing_here_and_stray_there()
    {
        var balance = new LedgerCheck()
            .AddCustomer(Write("one", [Accepted(1, "a1")]))
            .AddCustomer(Write("two", [Accepted(2, "a2"), Receipt("a2"), Receipt("a1")]))
            .AddCarrier(Write("a", [Submit(1), Submit(2)]))
            .Balance();

        Assert.Equal((1, 1), (balance.ReceiptsMissing, balance.ReceiptsStray));
    }

    [Fact]
    public void A_message_that_no_customer_sent_is_a_stranger()
    {
        var balance = Check([Accepted(1, "a1"), Receipt("a1")], [Submit(1), Submit(9)]);

        Assert.Equal(1, balance.Strangers);
        Assert.False(balance.IsBalanced());
    }

    [Fact]
    public void Findings_do_not_grow_without_end()
    {
        var balance = Check([.. Enumerable.Range(1, 1000).Select(i => Accepted(i, $"a{i}"))], []);

        Assert.Equal(1000, balance.Lost);
        Assert.InRange(balance.Findings.Count, 1, 10);
    }

    [Fact]
    public void An_id_that_a_customer_was_given_for_two_messages_is_a_fault()
    {
        var balance = Check([Accepted(1, "a1"), Receipt("a1"), Accepted(2, "a1")], [Submit(1), Submit(2)]);

        Assert.Equal(1, balance.GivenTwice);
        Assert.False(balance.IsBalanced());
        Assert.Contains("given twice: a1", string.Join('\n', balance.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_ledger_is_refused_and_one_without_a_whole_line_is_not()
    {
        Assert.Throws<InvalidDataException>(() => new LedgerCheck().Add(Write("other", ["once upon a time"])));

        var check = new LedgerCheck().Add(Write("empty", [])).Add(_folder.Write("torn", "accepted 1 000000"));
        Assert.Equal(0, check.Balance().Accepted);
    }

    private static string Accepted(int tag, string id) => $"accepted 1 {tag:x16} {id}";

    private static string Receipt(string id, string state = "DELIVRD") => $"got-receipt 1 {id} {state}";

    private static string Submit(int tag, string state = "DELIVRD") => $"submit 1 {tag} c{tag} gw 1.1.44 1.1.45 {tag:x16} {state} ESME_ROK";

    private LedgerBalance Check(string[] customer, string[] carrier) =>
        new LedgerCheck().AddCustomer(Write("customer", customer)).AddCarrier(Write("carrier", carrier)).Balance();

    private string Write(string name, string[] lines) => _folder.Write(name, string.Concat(lines.Select(line => line + "\n")));
}
