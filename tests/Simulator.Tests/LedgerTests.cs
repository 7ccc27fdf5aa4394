using System.Text;
using Shared;
using Simulator.Carriers;
using Simulator.Ledgers;
using Smpp.Protocol;

namespace Simulator.Tests;

public sealed class LedgerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_submit_reads_as_it_was_written()
    {
        var writer = LedgerWriter.Open(_folder["a"], TimeProvider.System);
        var ledger = new CarrierLedger(writer, IdForm.Hex, () => 1_795_468_332_912_867);
        var message = new MessageView(CommandId.SubmitSm)
        {
            Source = Address.Parse("50% OFF"),
            Destination = Address.Parse("+447700900123"),
            ShortMessage = "Hello"u8,
        };
        ledger.Submit(255, "my app"u8, message, MessageState.Delivered, CommandStatus.Ok);
        await writer.DisposeAsync();

        var line = Assert.Single(LedgerReader.Read(_folder["a"]));

        Assert.Equal(
            new LedgerEntry
            {
                Kind = "submit",
                Microseconds = 1_795_468_332_912_867,
                Number = 255,
                Id = "00000000000000ff",
                SystemId = "my app",
                Source = "5.0.50% OFF",
                Destination = "1.1.447700900123",
                Tag = System.IO.Hashing.XxHash3.HashToUInt64("Hello"u8),
                State = "DELIVRD",
                Status = "ESME_ROK",
            },
            line);
    }

    [Fact]
    public async Task Every_line_of_a_carrier_can_be_read()
    {
        var writer = LedgerWriter.Open(_folder["a"], TimeProvider.System);
        var ledger = new CarrierLedger(writer, IdForm.Uuid, () => 1);
        var message = new MessageView(CommandId.SubmitSm);
        ledger.Submit(0, "a"u8, message, null, CommandStatus.Throttled);
        ledger.Submit(0, "a"u8, message, null, null);
        ledger.Receipt(1, MessageState.Undeliverable);
        ledger.ReceiptAcked(1, null);
        ledger.Originated(2, "a"u8, message);
        ledger.OriginatedAcked(2, CommandStatus.SystemError);
        await writer.DisposeAsync();

        var lines = LedgerReader.Read(_folder["a"]).ToArray();

        Assert.Equal(["submit", "submit", "receipt", "receipt-acked", "mo", "mo-acked"], lines.Select(line => line.Kind));
        Assert.Equal(["ESME_RTHROTTLED", "lost", null, "lost", null, "ESME_RSYSERR"], lines.Select(line => line.Status));
        Assert.Equal("UNDELIV", lines[2].State);
        Assert.Null(lines[0].Id);
    }

    [Fact]
    public void A_last_line_without_its_end_is_not_there_yet()
    {
        _folder.Write("a", "accepted 1 00000000000000ff id1\nrefused 2 00000000000000fe ESME_RTHROT");

        Assert.Equal(["id1"], LedgerReader.Read(_folder["a"]).Select(line => line.Id));
    }

    [Fact]
    public void A_line_of_no_known_kind_is_passed_over()
    {
        _folder.Write("a", "\nnonsense\nsubmit 1 2\naccepted 1 00000000000000ff id1\n");

        Assert.Equal("id1", Assert.Single(LedgerReader.Read(_folder["a"])).Id);
    }

    [Fact]
    public async Task A_ledger_that_a_kill_tore_is_continued_on_a_fresh_line()
    {
        _folder.Write("a", "receipt 1 1 id1 DELIVRD\nreceipt 1 2 id2 DEL");
        var writer = LedgerWriter.Open(_folder["a"], TimeProvider.System);
        new CarrierLedger(writer, IdForm.Decimal, () => 5).Receipt(3, MessageState.Delivered);
        await writer.DisposeAsync();

        var lines = await File.ReadAllLinesAsync(_folder["a"], TestContext.Current.CancellationToken);

        Assert.Equal("receipt 5 3 3 DELIVRD", lines[2]);
    }

    [Fact]
    public async Task Lines_are_in_the_file_once_flushed_and_none_is_lost_between_many_writers()
    {
        var writer = LedgerWriter.Open(_folder["a"], TimeProvider.System);
        var ledger = new CarrierLedger(writer, IdForm.Decimal, () => 5);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(part => Task.Run(() =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                ledger.Receipt((part * 5_000) + i, MessageState.Delivered);
                if (i % 100 == 0)
                    writer.Flush();
            }
            writer.Flush();
        })));

        var numbers = LedgerReader.Read(_folder["a"]).Select(line => line.Number).ToArray();

        Assert.Equal(20_000, numbers.Distinct().Count());
        Assert.Equal(20_000, numbers.Length);
        await writer.DisposeAsync();
    }

    [Fact]
    public void What_a_carrier_owes_is_what_it_promised_and_nobody_has_answered_for_good()
    {
        _folder.Write("a", string.Join('\n',
            "submit 1 1 1 app 1.1.44 1.1.45 00000000000000aa DELIVRD ESME_ROK",
            "submit 1 2 2 app 5.0.MY%20SHOP 1.1.45 00000000000000ab UNDELIV ESME_ROK",
            "submit 1 3 3 app 1.1.44 1.1.45 00000000000000ac - ESME_ROK",
            "submit 1 0 - app 1.1.44 1.1.45 00000000000000ad - ESME_RTHROTTLED",
            "submit 1 4 4 app 1.1.44 1.1.45 00000000000000ae DELIVRD ESME_ROK",
            "submit 1 5 5 app 1.1.44 1.1.45 00000000000000af DELIVRD ESME_ROK",
            "receipt 2 1 1 DELIVRD",
            "receipt-acked 3 1 1 ESME_ROK",
            "receipt-acked 3 4 4 lost",
            "receipt-acked 3 5 5 ESME_RTHROTTLED",
            ""));

        var owed = OwedReceipts.Read(_folder["a"]);

        Assert.Equal([2, 4, 5], owed.Select(entry => entry.Receipt.Number).Order());
        var (systemId, receipt) = owed.Single(entry => entry.Receipt.Number == 2);
        Assert.Equal("app", systemId);
        Assert.Equal(MessageState.Undeliverable, receipt.State);
        Assert.Equal(new Address(TypeOfNumber.Alphanumeric, NumberingPlan.Unknown, "MY SHOP"u8), receipt.Source);
        Assert.Equal(Address.Parse("+45"), receipt.Destination);
    }

    [Fact]
    public void An_empty_word_and_odd_octets_survive()
    {
        var line = new LedgerLine(stackalloc byte[LedgerLine.MaxLength], "accepted"u8, 7);
        line.AddTag(0xAB);
        line.Add([0x00, 0x20, 0x25, 0xE9, (byte)'x']);

        string text = Encoding.ASCII.GetString(line.Octets);

        Assert.Equal("accepted 7 00000000000000ab %00%20%25%E9x", text);
        Assert.True(LedgerReader.TryParse(text, out var entry));
        Assert.Equal("\0 %éx", entry!.Id);
    }
}
