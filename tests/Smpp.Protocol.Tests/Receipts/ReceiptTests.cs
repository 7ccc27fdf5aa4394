using System.Text;
using CsCheck;

namespace Smpp.Protocol.Tests;

public class ReceiptTests
{
    private const string Standard =
        "id:0123456789 sub:001 dlvrd:001 submit date:2611232037 done date:2611232038 stat:DELIVRD err:000 text:Hello wor";

    private static readonly DateTimeOffset Submitted = new(2026, 11, 23, 20, 37, 59, TimeSpan.Zero);

    [Fact]
    public void The_text_of_appendix_b_is_read_field_by_field()
    {
        Assert.True(Receipt.TryParse(Wire.Ascii(Standard), out Receipt receipt));

        Assert.Equal("0123456789", Wire.Text(receipt.Id));
        Assert.Equal((1, 1), (receipt.Sub, receipt.Dlvrd));
        Assert.Equal("2611232037", Wire.Text(receipt.SubmitDate));
        Assert.Equal("2611232038", Wire.Text(receipt.DoneDate));
        Assert.Equal(MessageState.Delivered, receipt.State);
        Assert.True(receipt.HasState);
        Assert.Equal("000", Wire.Text(receipt.Error));
        Assert.Equal("Hello wor", Wire.Text(receipt.Text));
        Assert.True(receipt.NetworkError.IsEmpty);
        Assert.False(receipt.Disagrees);
    }

    [Theory]
    [InlineData("id:1 stat:DELIVRD", "1", MessageState.Delivered, "")]
    [InlineData("stat:UNDELIV err:0A1 id:1", "1", MessageState.Undeliverable, "0A1")]
    [InlineData("ID:1 STAT:EXPIRED ERR:27 Text:x", "1", MessageState.Expired, "27")]
    [InlineData("Id: 1  Stat: Rejectd  Err: 0000", "1", MessageState.Rejected, "0000")]
    [InlineData("id:1 submit date:20261123203701 done date:20261123203801 stat:DELIVRD err:000", "1", MessageState.Delivered, "000")]
    [InlineData("id:1 submit date:261123203701 done date:261123203801 stat:DELIVRD err:000", "1", MessageState.Delivered, "000")]
    [InlineData("id:1 sub:001 dlvrd:000 submit date: done date: stat:DELETED err: text:", "1", MessageState.Deleted, "")]
    [InlineData("id:1 sub: dlvrd: stat:ACCEPTD err:", "1", MessageState.Accepted, "")]
    [InlineData("id:1 vendor:xyz smsc:3 stat:UNKNOWN cost:0.01", "1", MessageState.Unknown, "")]
    [InlineData("id:1\r\nstat:DELIVRD\r\nerr:000", "1", MessageState.Delivered, "000")]
    [InlineData("id=1 stat=DELIVRD err=5", "1", MessageState.Delivered, "5")]
    [InlineData("id:0e999f21-0a4b-4c2d-9f00-000000000001 stat:DELIVRD err:EC-31",
        "0e999f21-0a4b-4c2d-9f00-000000000001", MessageState.Delivered, "EC-31")]
    [InlineData("id:smsc:a:42 stat:ENROUTE", "smsc:a:42", MessageState.Enroute, "")]
    [InlineData("id:1 submit_date:2611232037 done_date:2611232037 status:DELIVERED error:0", "1", MessageState.Delivered, "0")]
    [InlineData("id:1 stat:DELIVRD\0", "1", MessageState.Delivered, "")]
    [InlineData("id:1 id:2 stat:DELIVRD stat:EXPIRED", "1", MessageState.Delivered, "")]
    [InlineData("text:hi id:1 stat:DELIVRD err:7", "1", MessageState.Delivered, "7")]
    [InlineData("id:1 stat:whatever err:1", "1", MessageState.Unknown, "1")]
    [InlineData("id:ID:host-1:7 sub:001 stat:DELIVRD err:000", "ID:host-1:7", MessageState.Delivered, "000")]
    [InlineData("Id=stat:7 Stat=EXPIRED Err=err:1", "stat:7", MessageState.Expired, "err:1")]
    public void Receipts_of_every_shape_are_read(string text, string id, MessageState state, string error)
    {
        Assert.True(Receipt.TryParse(Encoding.Latin1.GetBytes(text), out Receipt receipt));
        Assert.Equal(id, Wire.Text(receipt.Id));
        Assert.Equal(state, receipt.State);
        Assert.Equal(error, Wire.Text(receipt.Error));
    }

    [Theory]
    [InlineData("stat:DELIVRD", "", 4, true)]
    [InlineData("stat:EXPIRED", "", 4, true)]
    [InlineData("stat:DELETED", "", 4, true)]
    [InlineData("stat:UNDELIV", "", 4, true)]
    [InlineData("stat:UNKNOWN", "", 4, true)]
    [InlineData("stat:REJECTD", "", 4, true)]
    [InlineData("stat:SKIPPED", "", 4, true)]
    [InlineData("stat:ACCEPTD", "", 4, false)]
    [InlineData("stat:ENROUTE", "", 4, false)]
    [InlineData("stat:SCHEDLD", "", 4, false)]
    [InlineData("stat:BUFFERED", "", 4, false)]
    [InlineData("err:000", "", 4, false)]
    [InlineData("err:000", "0427 0001 02", 4, true)]
    [InlineData("stat:DELIVRD", "0427 0001 0A", 4, false)]
    [InlineData("stat:DELIVRD", "0427 0001 FF", 4, false)]
    [InlineData("stat:DELIVRD", "", 0x20, false)]
    public void A_receipt_is_final_when_it_says_a_state_that_ends_the_message(string words, string tlvs, int esmClass, bool final)
    {
        var view = new MessageView(CommandId.DeliverSm)
        {
            EsmClass = (EsmClass)esmClass,
            ShortMessage = Wire.Ascii("id:1 " + words),
            TlvBytes = Wire.Hex(tlvs),
        };
        Assert.True(Receipt.TryRead(view, out Receipt receipt));
        Assert.True(DeliveryReceipt.TryRead(view, out DeliveryReceipt? record));

        Assert.Equal(final, receipt.IsFinal && !view.EsmClass.IsIntermediate);
        Assert.Equal((final, receipt.HasState), (record!.IsFinal, record.HasState));
        Assert.True((record with { State = MessageState.Deleted, IsIntermediate = false }).IsFinal);
    }

    [Theory]
    [InlineData("id:1 stat:DELIVRD err:0 text:see id:99 stat:EXPIRED now", "see id:99 stat:EXPIRED now")]
    [InlineData("text:first words id:1 stat:DELIVRD", "first words")]
    [InlineData("id:1 stat:DELIVRD text:", "")]
    [InlineData("id:1 stat:DELIVRD text: hello", "hello")]
    [InlineData("id:1 text:a dlvrd:1b stat:DELIVRD", "a")]
    public void The_quoted_text_does_not_disturb_the_fields(string text, string quote)
    {
        Assert.True(Receipt.TryParse(Wire.Ascii(text), out Receipt receipt));
        Assert.Equal("1", Wire.Text(receipt.Id));
        Assert.Equal(MessageState.Delivered, receipt.State);
        Assert.Equal(quote, Wire.Text(receipt.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hello world")]
    [InlineData("stat:DELIVRD err:000")]
    [InlineData("id: stat:DELIVRD")]
    [InlineData("valid:1 humid:2")]
    [InlineData("id")]
    [InlineData("id:")]
    [InlineData("identity:5")]
    public void Without_an_id_there_is_nothing_to_match(string text)
    {
        Assert.False(Receipt.TryParse(Wire.Ascii(text), out Receipt receipt));
        Assert.True(receipt.Id.IsEmpty);
    }

    [Fact]
    public void A_count_that_is_no_number_is_absent()
    {
        Assert.True(Receipt.TryParse("id:1 sub:abc dlvrd:99999999999 stat:DELIVRD"u8, out Receipt receipt));
        Assert.Null(receipt.Sub);
        Assert.Null(receipt.Dlvrd);
    }

    [Theory]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16", true)]
    public void Receipts_in_ucs2_are_read_in_either_byte_order(string encoding, bool mark)
    {
        byte[] text = Encoding.GetEncoding(encoding).GetBytes((mark ? "\uFEFF" : "") + "id:42 stat:DELIVRD err:000 text:ж");

        Assert.True(Read(
            Wire.Submit(text, dataCoding: DataCoding.Ucs2, esmClass: EsmClass.Receipt), out string id, out MessageState state, out _));
        Assert.Equal("42", id);
        Assert.Equal(MessageState.Delivered, state);
    }

    [Fact]
    public void A_receipt_in_message_payload_is_read() =>
        Assert.True(Read(
            Wire.Submit(default, Wire.Tlv(TlvTag.MessagePayload, Wire.Ascii(Standard)), esmClass: EsmClass.Receipt), out _, out _, out _));

    [Fact]
    public void A_receipt_behind_a_user_data_header_is_read()
    {
        byte[] body = Wire.Submit([5, 0, 3, 1, 1, 1, .. Wire.Ascii("id:42 stat:EXPIRED")], esmClass: (EsmClass)0x44);
        Assert.True(Read(body, out string id, out MessageState state, out _));
        Assert.Equal("42", id);
        Assert.Equal(MessageState.Expired, state);
    }

    [Fact]
    public void Tlvs_alone_are_a_receipt()
    {
        TlvList tlvs = new TlvList()
            .AddCString(TlvTag.ReceiptedMessageId, "abc").AddByte(TlvTag.MessageState, 5).Add(TlvTag.NetworkErrorCode, [3, 0, 9]);
        byte[] body = Wire.Submit(default, tlvs.Encoded.Span, esmClass: EsmClass.Receipt);
        Assert.True(MessageView.TryRead(CommandId.DeliverSm, body, out MessageView view, out _));
        Assert.True(Receipt.TryRead(view, out Receipt receipt));

        Assert.Equal("abc", Wire.Text(receipt.Id));
        Assert.Equal(MessageState.Undeliverable, receipt.State);
        Assert.Equal([3, 0, 9], receipt.NetworkError.ToArray());
    }

    [Theory]
    [InlineData("001E 0003 343300 0427 0001 08", "43", MessageState.Rejected, true)]
    [InlineData("001E 0002 3433 0427 0001 02", "43", MessageState.Delivered, true)]
    [InlineData("001E 0003 343200 0427 0001 02", "42", MessageState.Delivered, false)]
    [InlineData("0427 0001 05", "42", MessageState.Undeliverable, true)]
    [InlineData("001E 0001 00 0427 0002 0005", "42", MessageState.Delivered, false)]
    public void Tlvs_win_over_the_text_and_disagreement_is_told(string tlvs, string expectedId, MessageState expectedState, bool disagrees)
    {
        byte[] body = Wire.Submit("id:42 stat:DELIVRD err:000"u8, Wire.Hex(tlvs), esmClass: EsmClass.Receipt);
        Assert.True(Read(body, out string id, out MessageState state, out bool told));
        Assert.Equal((expectedId, expectedState, disagrees), (id, state, told));
    }

    [Fact]
    public void A_network_error_of_another_length_is_left_out()
    {
        byte[] body = Wire.Submit("id:1"u8, Wire.Hex("0423 0002 0009"));
        Assert.True(MessageView.TryRead(CommandId.DeliverSm, body, out MessageView view, out _));
        Assert.True(Receipt.TryRead(view, out Receipt receipt));
        Assert.True(receipt.NetworkError.IsEmpty);
    }

    [Fact]
    public void The_text_written_is_exactly_appendix_b()
    {
        byte[] target = new byte[Receipt.MaxTextLength];
        int length = Receipt.WriteText(target, "0123456789"u8, 1, 1, Submitted, Submitted.AddMinutes(1), MessageState.Delivered, "000"u8,
            "Hello world, this is a long text"u8);

        Assert.Equal(
            "id:0123456789 sub:001 dlvrd:001 submit date:2611232037 done date:2611232038 stat:DELIVRD err:000 text:Hello world, this is",
            Wire.Text(target.AsSpan(0, length)));
    }

    [Fact]
    public void The_longest_text_fits_its_constant_and_a_short_message()
    {
        byte[] target = new byte[Receipt.MaxTextLength];
        int length = Receipt.WriteText(
            target, new byte[64], 12_345, -1, Submitted, Submitted, MessageState.Undeliverable, new byte[40], new byte[200]);

        Assert.Equal(Receipt.MaxTextLength, length);
        Assert.InRange(length, 1, 254);
        Assert.Contains(" sub:999 dlvrd:000 ", Wire.Text(target), StringComparison.Ordinal);
    }

    [Fact]
    public void The_quoted_text_does_not_end_in_half_an_escape_pair()
    {
        byte[] target = new byte[Receipt.MaxTextLength];
        int length = Receipt.WriteText(target, "1"u8, 1, 1, Submitted, Submitted, MessageState.Delivered, "000"u8,
            [.. Wire.Ascii("nineteen characters"), 0x1B, 0x65]);

        Assert.EndsWith("text:nineteen characters", Wire.Text(target.AsSpan(0, length)), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_room_or_too_long_an_id_is_the_caller_s_fault()
    {
        Assert.Throws<ArgumentException>(() => Write(new byte[Receipt.MaxTextLength], new byte[65]));
        Assert.ThrowsAny<ArgumentException>(() => Write(new byte[20], new byte[10]));

        static int Write(byte[] target, byte[] id) =>
            Receipt.WriteText(target, id, 1, 1, Submitted, Submitted, MessageState.Delivered, "000"u8, default);
    }

    [Fact]
    public void What_is_written_is_read() =>
        Gen.Select(Ids(), Gen.Int[0, 999], Gen.Int[0, 9], Gen.Char['0', '9'].Array[1, 8], Gens.Octets).Sample(
            (id, count, state, error, text) =>
            {
                byte[] target = new byte[Receipt.MaxTextLength];
                byte[] idOctets = Wire.Ascii(id);
                int length = Receipt.WriteText(
                    target, idOctets, count, 1, Submitted, Submitted, (MessageState)state, Wire.Ascii(new string(error)), text);
                return Receipt.TryParse(target.AsSpan(0, length), out Receipt receipt)
                    && receipt.Id.SequenceEqual(idOctets)
                    && receipt.Sub == count
                    && receipt.State == (MessageState)state
                    && receipt.Error.SequenceEqual(Wire.Ascii(new string(error)));
            });

    [Fact]
    public void Random_octets_never_throw() =>
        Gen.Select(Gen.OneOf(Gens.Octets, Scrambled()), Gens.Tlvs, Gen.Byte).Sample((text, tlvs, esmClass) =>
        {
            byte[] body = Wire.Submit(text.AsSpan(0, Math.Min(text.Length, 255)), tlvs.Encoded.Span, 0, (EsmClass)esmClass);
            Assert.True(MessageView.TryRead(CommandId.DeliverSm, body, out MessageView view, out _));
            return Receipt.TryRead(view, out Receipt receipt) == !receipt.Id.IsEmpty;
        });

    /// <summary>Any octets that are no blank, among them what looks like a name of the receipt's own.</summary>
    private static Gen<string> Ids() => Gen.OneOf(
        Gen.Char['!', '~'].Array[1, 64].Select(characters => new string(characters)),
        Gen.Select(
                Gen.OneOf(Gen.Const("id:"), Gen.Const("ID="), Gen.Const("sub:"), Gen.Const("stat:"), Gen.Const("TXT=")),
                Gen.Char['!', '~'].Array[0, 50])
            .Select((name, rest) => name + new string(rest)));

    private static Gen<byte[]> Scrambled()
    {
        string[] pieces =
        [
            "id:", "id", ":", " ", "sub:", "dlvrd:", "submit date:", "submit ", "done date:", "done", "stat:", "err:", "text:", "t", "1",
            "DELIVRD", "\0", "=",
        ];
        return Gen.Int[0, pieces.Length - 1].Array[0, 25].Select(indexes =>
            Wire.Ascii(string.Concat(indexes.Select(index => pieces[index]))));
    }

    private static bool Read(byte[] body, out string id, out MessageState state, out bool disagrees)
    {
        Assert.True(MessageView.TryRead(CommandId.DeliverSm, body, out MessageView view, out _));
        bool read = Receipt.TryRead(view, out Receipt receipt);
        id = Wire.Text(receipt.Id);
        state = receipt.State;
        disagrees = receipt.Disagrees;
        return read;
    }
}
