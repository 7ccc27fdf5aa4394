namespace Smpp.Protocol.Tests;

/// <summary>Annotated PDUs of Vectors/*.hex, written from the specification's tables, and what each says in the .json beside it.</summary>
public class VectorTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder, "*.hex").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Vectors");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_golden_pdu_says_what_it_should(string name)
    {
        var json = new StringWriter();
        PduPrinter.WriteJson(json, Load(name));

        Assert.Equal(File.ReadAllText(Path.Combine(Folder, name + ".json")).TrimEnd(), json.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_golden_pdu_is_written_octet_for_octet(string name)
    {
        byte[] pdu = Load(name);
        FrameResult result = PduFramer.TryRead(pdu, PduFramer.DefaultMaxLength, out PduHeader header, out ReadOnlySpan<byte> body);
        Assert.Equal(FrameResult.Frame, result);

        Assert.Equal(pdu, Rewrite(header, body));
    }

    [Theory]
    [InlineData("submit_sm_gsm", "Hi@€")]
    [InlineData("submit_sm_part_of_three", "😀!")]
    public void The_text_of_a_golden_message_reads(string name, string expected)
    {
        Assert.True(SubmitSm.TryRead(Load(name).AsSpan(PduHeader.Size), out SubmitSm? submit, out _));
        Assert.Equal(expected, MessageText.Decode(submit!.DataCoding, submit.UserData, (submit.EsmClass).HasUdh));
    }

    [Fact]
    public void The_part_of_a_golden_message_is_found()
    {
        byte[] pdu = Load("submit_sm_part_of_three");
        Assert.True(MessageView.TryRead(CommandId.SubmitSm, pdu.AsSpan(PduHeader.Size), out MessageView view, out _));
        Assert.True(Concatenation.TryRead(view, out Concatenation place));
        Assert.Equal(new Concatenation(123, 3, 2, Wide: false), place);
    }

    [Fact]
    public void The_receipt_of_a_golden_deliver_reads_from_text_and_tlvs_alike()
    {
        byte[] pdu = Load("deliver_sm_receipt");
        Assert.True(MessageView.TryRead(CommandId.DeliverSm, pdu.AsSpan(PduHeader.Size), out MessageView view, out _));
        Assert.True(Receipt.TryRead(view, out Receipt receipt));
        Assert.Equal("0123456789", Wire.Text(receipt.Id));
        Assert.Equal(MessageState.Delivered, receipt.State);
        Assert.False(receipt.Disagrees);
        Assert.Equal("Hello world, this is", Wire.Text(receipt.Text));
    }

    private static byte[] Rewrite(PduHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Status != CommandStatus.Ok || body.IsEmpty)
            return Wire.PduOf(new EmptyBody(header.Id), header.Sequence, header.Status);
        if (header.Id.IsBind && Bind.TryRead(header.Id, body, out Bind? bind, out _))
            return Wire.PduOf(bind!, header.Sequence);
        if (header.Id == CommandId.BindTransceiverResp && BindResp.TryRead(header.Id, body, out BindResp? bound, out _))
            return Wire.PduOf(bound!, header.Sequence);
        if (header.Id == CommandId.SubmitSmResp && SubmitSmResp.TryRead(body, out SubmitSmResp? submitted, out _))
            return Wire.PduOf(submitted!, header.Sequence);
        if (header.Id == CommandId.DeliverSmResp && DeliverSmResp.TryRead(body, out DeliverSmResp? delivered, out _))
            return Wire.PduOf(delivered!, header.Sequence);
        if (header.Id == CommandId.SubmitSm && SubmitSm.TryRead(body, out SubmitSm? submit, out _))
            return Wire.PduOf(submit!, header.Sequence);
        Assert.True(DeliverSm.TryRead(body, out DeliverSm? deliver, out _));
        return Wire.PduOf(deliver!, header.Sequence);
    }

    private static byte[] Load(string name) =>
        Wire.Hex(string.Concat(File.ReadLines(Path.Combine(Folder, name + ".hex")).Select(line => line.Split('#')[0].Trim())));
}
