namespace Smpp.Protocol.Tests.Text;

public class MessageClassTests
{
    [Theory]
    [InlineData(MessageClass.Flash, MessageClassCoding.General, "hello", 0x10)]
    [InlineData(MessageClass.Sim, MessageClassCoding.General, "hello", 0x12)]
    [InlineData(MessageClass.Flash, MessageClassCoding.General, "привет", 0x18)]
    [InlineData(MessageClass.TerminalEquipment, MessageClassCoding.General, "привет", 0x1B)]
    [InlineData(MessageClass.Flash, MessageClassCoding.Control, "hello", 0xF0)]
    [InlineData(MessageClass.Handset, MessageClassCoding.Control, "hello", 0xF1)]
    [InlineData(MessageClass.Handset, MessageClassCoding.Control, "привет", 0x19)]
    public void A_class_is_told_by_the_data_coding(MessageClass messageClass, MessageClassCoding coding, string text, int expected)
    {
        var options = new TextOptions { MessageClass = messageClass, MessageClassCoding = coding };
        var part = Assert.Single(new SubmitSm().ToParts(text, 1, options));

        Assert.Equal((DataCoding)expected, part.DataCoding);
        Assert.Equal(text, part.Text);
    }

    [Theory]
    [InlineData('x', 160, 1)]
    [InlineData('x', 161, 2)]
    [InlineData('x', 307, 3)]
    [InlineData('ж', 70, 1)]
    [InlineData('ж', 71, 2)]
    public void A_class_takes_no_room(char letter, int length, int segments)
    {
        string text = new(letter, length);
        var plan = TextPlan.Of(text, new TextOptions { MessageClass = MessageClass.Flash });
        var plain = TextPlan.Of(text);

        Assert.Equal(segments, plan.Segments);
        Assert.Equal((plain.Units, plain.RoomInLast, plain.Encoding), (plan.Units, plan.RoomInLast, plan.Encoding));
        Assert.Equal(text, string.Concat(new SubmitSm().ToParts(plan, 1).Select(part => part.Text)));
    }

    [Theory]
    [InlineData(TextEncoding.Latin1)]
    [InlineData(TextEncoding.Ascii)]
    public void With_a_class_the_default_alphabet_is_gsm_whatever_the_peer_s_own_is(TextEncoding own)
    {
        var plan = TextPlan.Of("crème €", new TextOptions { DefaultAlphabet = own, AllowLatin1 = true, MessageClass = MessageClass.Flash });

        Assert.Equal((TextEncoding.Gsm7, DataCoding.GsmFlash, 8), (plan.Encoding, plan.DataCoding, plan.Units));
    }

    [Fact]
    public void An_encoding_that_has_no_class_is_refused() =>
        Assert.Contains(
            "message class",
            Assert.Throws<ArgumentException>(() => TextPlan.Of(
                "hello", new TextOptions { Encoding = TextEncoding.Latin1, MessageClass = MessageClass.Flash })).Message,
            StringComparison.Ordinal);
}
