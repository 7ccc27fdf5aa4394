namespace Smpp.Protocol.Tests;

public class FlagTests
{
    [Theory]
    [InlineData(0x00, false, false, false)]
    [InlineData(0x04, true, false, false)]
    [InlineData(0x44, true, false, true)]
    [InlineData(0x07, true, false, false)]
    [InlineData(0x20, false, true, false)]
    [InlineData(0x60, false, true, true)]
    [InlineData(0x08, false, false, false)]
    [InlineData(0x0C, false, false, false)]
    [InlineData(0x24, false, false, false)]
    [InlineData(0xC3, false, false, true)]
    public void Esm_class_tells_receipts_from_messages_by_its_type_bits(byte value, bool receipt, bool intermediate, bool udh)
    {
        var esmClass = (EsmClass)value;

        Assert.Equal(receipt, esmClass.IsReceipt);
        Assert.Equal(intermediate, esmClass.IsIntermediate);
        Assert.Equal(udh, esmClass.HasUdh);
    }

    [Fact]
    public void Esm_class_has_its_mode_in_the_lowest_bits()
    {
        Assert.Equal(EsmClass.StoreAndForward, ((EsmClass)0x43).Mode);
        Assert.Equal(EsmClass.Transaction, ((EsmClass)0x06).Mode);
    }

    [Theory]
    [InlineData(0x00, false, false, false)]
    [InlineData(0x01, true, true, false)]
    [InlineData(0x02, false, true, false)]
    [InlineData(0x03, true, false, false)]
    [InlineData(0x10, false, false, true)]
    [InlineData(0x11, true, true, true)]
    [InlineData(0x0C, false, false, false)]
    public void Registered_delivery_decides_which_outcomes_get_a_receipt(byte value, bool success, bool failure, bool intermediate)
    {
        var registered = (RegisteredDelivery)value;

        Assert.Equal(success, registered.WantsReceipt(delivered: true));
        Assert.Equal(failure, registered.WantsReceipt(delivered: false));
        Assert.Equal(success || failure, registered.WantsAnyReceipt);
        Assert.Equal(intermediate, registered.WantsIntermediate);
    }

    [Theory]
    [InlineData("DELIVRD", MessageState.Delivered)]
    [InlineData("delivrd", MessageState.Delivered)]
    [InlineData("DELIVERED", MessageState.Delivered)]
    [InlineData("EXPIRED", MessageState.Expired)]
    [InlineData("DELETED", MessageState.Deleted)]
    [InlineData("UNDELIV", MessageState.Undeliverable)]
    [InlineData("Undeliverable", MessageState.Undeliverable)]
    [InlineData("ACCEPTD", MessageState.Accepted)]
    [InlineData("ACCEPTED", MessageState.Accepted)]
    [InlineData("FAILED", MessageState.Undeliverable)]
    [InlineData("UNKNOWN", MessageState.Unknown)]
    [InlineData("REJECTD", MessageState.Rejected)]
    [InlineData("REJECTED", MessageState.Rejected)]
    [InlineData("Accept", MessageState.Accepted)]
    [InlineData("UNDELIVERED", MessageState.Undeliverable)]
    [InlineData("SCHEDULED", MessageState.Scheduled)]
    [InlineData("DELIVRD,", MessageState.Delivered)]
    [InlineData("failed;", MessageState.Undeliverable)]
    [InlineData("ENROUTE", MessageState.Enroute)]
    [InlineData("SKIPPED", MessageState.Skipped)]
    public void Words_of_states_are_read_in_any_case_and_spelling(string word, MessageState expected)
    {
        Assert.True(MessageState.TryParseWord(Wire.Ascii(word), out MessageState state));
        Assert.Equal(expected, state);
    }

    [Theory]
    [InlineData("")]
    [InlineData("DELI")]
    [InlineData("FAIL")]
    [InlineData("BUFFERED")]
    [InlineData("DELIVERY")]
    [InlineData("DELIVERY_FAILED")]
    [InlineData("DELIVERYERROR")]
    [InlineData("DELIVERED_NOT")]
    [InlineData("REJECTION")]
    [InlineData(",")]
    [InlineData("2")]
    public void A_word_that_is_no_state_says_so(string word)
    {
        Assert.False(MessageState.TryParseWord(Wire.Ascii(word), out MessageState state));
        Assert.Equal(MessageState.Unknown, state);
    }

    [Fact]
    public void Every_state_has_a_word_of_seven_letters_that_reads_back() =>
        Assert.All(Enum.GetValues<MessageState>(), state =>
        {
            Assert.Equal(7, state.Word.Length);
            Assert.Equal(Wire.Ascii(state.Word), state.WordOctets.ToArray());
            Assert.True(MessageState.TryParseWord(state.WordOctets, out MessageState read));
            Assert.Equal(state, read);
        });

    [Fact]
    public void Only_scheduled_and_enroute_are_not_final_and_what_is_reserved()
    {
        Assert.Equal([MessageState.Scheduled, MessageState.Enroute], Enum.GetValues<MessageState>().Where(state => !state.IsFinal));
        Assert.False(((MessageState)10).IsFinal);
        Assert.False(((MessageState)255).IsFinal);
    }
}
