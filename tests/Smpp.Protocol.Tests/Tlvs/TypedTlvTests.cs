using System.Reflection;
using CsCheck;

namespace Smpp.Protocol.Tests;

/// <summary>Reading and writing TLVs as values of their types.</summary>
public class TypedTlvTests
{
    private static readonly (TlvDefinition Tlv, string Octets, string Words, Func<TlvList, bool> Reads)[] Values =
    [
        Value(StandardTlv.DestAddrSubunit, AddressSubunit.SmartCard, "03", "SmartCard"),
        Value(StandardTlv.DestNetworkType, NetworkType.Gsm, "01", "Gsm"),
        Value(StandardTlv.DestBearerType, BearerType.Ussd, "04", "Ussd"),
        Value(StandardTlv.DestTelematicsId, (ushort)0x0102, "0102", "258"),
        Value(StandardTlv.SourceAddrSubunit, AddressSubunit.ExternalUnit, "04", "ExternalUnit"),
        Value(StandardTlv.SourceNetworkType, NetworkType.PagingNetwork, "08", "PagingNetwork"),
        Value(StandardTlv.SourceBearerType, BearerType.CellBroadcast, "08", "CellBroadcast"),
        Value(StandardTlv.SourceTelematicsId, (byte)0x21, "21", "33"),
        Value(StandardTlv.QosTimeToLive, 0x01020304u, "01020304", "16909060"),
        Value(StandardTlv.PayloadType, PayloadType.Wcmp, "01", "Wcmp"),
        Value(StandardTlv.AdditionalStatusInfoText, "no credit", "6E6F2063726564697400", "\"no credit\""),
        Value(StandardTlv.ReceiptedMessageId, "42", "343200", "\"42\""),
        Value(StandardTlv.MsMsgWaitFacilities, (byte)0x81, "81", "129"),
        Value(StandardTlv.PrivacyIndicator, PrivacyIndicator.Secret, "03", "Secret"),
        Value(StandardTlv.SourceSubaddress, new Subaddress(0x80, "12"), "803132", "type 0x80 \"12\""),
        Value(StandardTlv.DestSubaddress, new Subaddress(0xA0, "\u00FF"), "A0FF", "type 0xa0 \"\u00FF\""),
        Value(StandardTlv.UserMessageReference, (ushort)0xFFFE, "FFFE", "65534"),
        Value(StandardTlv.UserResponseCode, (byte)9, "09", "9"),
        Value(StandardTlv.SourcePort, (ushort)9200, "23F0", "9200"),
        Value(StandardTlv.DestinationPort, (ushort)2948, "0B84", "2948"),
        Value(StandardTlv.SarMsgRefNum, (ushort)0x1234, "1234", "4660"),
        Value(StandardTlv.LanguageIndicator, LanguageIndicator.German, "04", "German"),
        Value(StandardTlv.SarTotalSegments, (byte)255, "FF", "255"),
        Value(StandardTlv.SarSegmentSeqnum, (byte)1, "01", "1"),
        Value(StandardTlv.ScInterfaceVersion, InterfaceVersion.V34, "34", "V34"),
        Value(StandardTlv.CallbackNumPresInd, (byte)0x0B, "0B", "11"),
        Value(StandardTlv.CallbackNumAtag, Wire.Hex("0141"), "0141", "0141"),
        Value(StandardTlv.NumberOfMessages, (byte)99, "63", "99"),
        Value(StandardTlv.CallbackNum, new CallbackNumber(1, TypeOfNumber.International, NumberingPlan.Isdn, "447"), "010101343437", "447"),
        Value(StandardTlv.DpfResult, DpfResult.Set, "01", "Set"),
        Value(StandardTlv.SetDpf, DpfResult.NotSet, "00", "NotSet"),
        Value(StandardTlv.MsAvailabilityStatus, MsAvailability.Denied, "01", "Denied"),
        Value(StandardTlv.NetworkErrorCode, new NetworkErrorCode(3, 0x1234), "031234", "network 3 code 4660"),
        Value(StandardTlv.MessagePayload, Wire.Hex("00FF00"), "00FF00", "00ff00"),
        Value(StandardTlv.DeliveryFailureReason, DeliveryFailureReason.TemporaryNetworkError, "03", "TemporaryNetworkError"),
        Value(StandardTlv.MoreMessagesToSend, (byte)1, "01", "1"),
        Value(StandardTlv.MessageState, MessageState.Delivered, "02", "Delivered"),
        Value(StandardTlv.CongestionState, (byte)80, "50", "80"),
        Value(StandardTlv.UssdServiceOp, UssdServiceOp.UssrConfirm, "12", "UssrConfirm"),
        Value(StandardTlv.BroadcastChannelIndicator, BroadcastChannel.Extended, "01", "Extended"),
        Value(StandardTlv.BroadcastContentType, new BroadcastContentType(1, 0x0021), "010021", "network 1 service 0x0021"),
        Value(StandardTlv.BroadcastContentTypeInfo, Wire.Hex("41"), "41", "41"),
        Value(StandardTlv.BroadcastMessageClass, BroadcastMessageClass.Class2, "02", "Class2"),
        Value(StandardTlv.BroadcastRepNum, (ushort)300, "012C", "300"),
        Value(StandardTlv.BroadcastFrequencyInterval, new BroadcastFrequencyInterval(0x0A, 2), "0A0002", "2 × unit 0x0a"),
        Value(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("north"), "006E6F727468", "north"),
        Value(StandardTlv.BroadcastErrorStatus, CommandStatus.InvalidBroadcastAreaFormat, "00000109", "InvalidBroadcastAreaFormat"),
        Value(StandardTlv.BroadcastAreaSuccess, (byte)255, "FF", "255"),
        Value(StandardTlv.BroadcastEndTime, "261123203701004+", "3236313132333230333730313030342B00", "\"261123203701004+\""),
        Value(StandardTlv.BroadcastServiceGroup, Wire.Hex("4142"), "4142", "4142"),
        Value(StandardTlv.BillingIdentification, Wire.Hex("800102"), "800102", "800102"),
        Value(StandardTlv.SourceNetworkId, "26201.7", "32363230312E3700", "\"26201.7\""),
        Value(StandardTlv.DestNetworkId, "123456", "31323334353600", "\"123456\""),
        Value(StandardTlv.SourceNodeId, "123456", "313233343536", "\"123456\""),
        Value(StandardTlv.DestNodeId, "654321", "363534333231", "\"654321\""),
        Value(StandardTlv.DestAddrNpResolution, (byte)2, "02", "2"),
        Value(StandardTlv.DestAddrNpInformation, "4477009001", "34343737303039303031", "\"4477009001\""),
        Value(StandardTlv.DestAddrNpCountry, Wire.Hex("3434"), "3434", "3434"),
        Value(StandardTlv.DisplayTime, (byte)1, "01", "1"),
        Value(StandardTlv.SmsSignal, (ushort)0x0102, "0102", "258"),
        Value(StandardTlv.MsValidity, Wire.Hex("04010002"), "04010002", "04010002"),
        Value(StandardTlv.AlertOnMessageDelivery, Array.Empty<byte>(), "", ""),
        Value(StandardTlv.ItsReplyType, (byte)8, "08", "8"),
        Value(StandardTlv.ItsSessionInfo, new ItsSessionInfo(7, 5, true), "070B", "session 7 sequence 5, end"),
    ];

    public static TheoryData<string> Names => [.. CatalogueTable.Rows.Select(row => row.Name)];

    [Fact]
    public void There_is_a_value_for_every_tlv() =>
        Assert.Equal(TlvCatalogue.Definitions, Values.Select(value => value.Tlv).OrderBy(tlv => tlv.Tag));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_is_written_as_the_specification_says_and_read_back(string name)
    {
        (TlvDefinition tlv, string octets, string words, Func<TlvList, bool> reads) = Values.Single(value => value.Tlv.Name == name);
        byte[] region = Wire.Tlv(tlv.Tag, Wire.Hex(octets));

        Assert.True(reads(new TlvList(region)));
        Assert.Equal(words, tlv.Describe(Wire.Hex(octets)));
        Assert.False(tlv.IsReserved(Wire.Hex(octets)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_of_a_wrong_length_counts_as_absent(string name)
    {
        CatalogueTable.Row row = CatalogueTable.Of(name);
        TlvDefinition tlv = TlvCatalogue.Find(row.Tag)!;

        byte[] last = row.Kind == TlvKind.CString ? [0] : [];
        if (row.Longest < ushort.MaxValue)
            Assert.Null(tlv.Describe([.. Enumerable.Repeat((byte)'1', row.Longest + 1), .. last]));
        if (row.Shortest > 1)
            Assert.Null(tlv.Describe("1"u8[..(row.Shortest > 2 ? 1 : 0)]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_any_octets_never_throws(string name)
    {
        TlvDefinition tlv = TlvCatalogue.Find(CatalogueTable.Of(name).Tag)!;

        Gen.Byte.Array[0, 30].Sample(octets =>
        {
            bool readable = tlv.Describe(octets) is not null;
            return readable == tlv.IsLength(octets.Length)
                || tlv.Kind == TlvKind.CString && readable == tlv.IsLength(octets.Length + (octets.AsSpan().EndsWith((byte)0) ? 0 : 1));
        }, iter: 200);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Words_have_no_control_characters_whatever_the_value(string name)
    {
        TlvDefinition tlv = TlvCatalogue.Find(CatalogueTable.Of(name).Tag)!;
        int[] lengths = [.. Enumerable.Range(0, 30).Where(tlv.IsLength)];

        Gen.Select(Gen.Int[0, lengths.Length - 1], Gen.Byte.Array[30]).Sample((length, octets) =>
        {
            string? words = tlv.Describe([0, .. octets.Take(lengths[length]).Skip(1)]);
            return tlv.Describe(octets.AsSpan(0, lengths[length]))?.Any(char.IsControl) != true && words?.Any(char.IsControl) != true;
        }, iter: 200);
    }

    [Theory]
    [InlineData("receipted_message_id", "340A1B5B32", "\"4\\x0a\\x1b[2\"")]
    [InlineData("dest_node_id", "31320D333435", "\"12\\x0d345\"")]
    [InlineData("callback_num", "010101340A37", "\"4\\x0a7\"")]
    [InlineData("broadcast_area_identifier", "006E9B", "\"n\\x9b\"")]
    [InlineData("source_subaddress", "80317F", "type 0x80 \"1\\x7f\"")]
    public void What_cannot_be_shown_is_escaped(string name, string octets, string words) =>
        Assert.Equal(words, TlvCatalogue.Find(CatalogueTable.Of(name).Tag)!.Describe(Wire.Hex(octets)));

    [Fact]
    public void Every_definition_is_in_the_catalogue() =>
        Assert.All(typeof(StandardTlv).GetFields(BindingFlags.Public | BindingFlags.Static), definition =>
            Assert.Same(definition.GetValue(null), TlvCatalogue.Find(((TlvDefinition)definition.GetValue(null)!).Tag)));

    [Fact]
    public void Of_a_tlv_that_occurs_twice_the_first_counts()
    {
        TlvList tlvs = new TlvList(Wire.Hex("0427 0001 02 1400 0000 0427 0001 05"));

        Assert.True(tlvs.TryGet(StandardTlv.MessageState, out MessageState state));
        Assert.Equal(MessageState.Delivered, state);
        Assert.Equal(9 + 5, tlvs.Encoded.Length);
    }

    [Fact]
    public void A_first_one_of_a_wrong_length_is_not_made_good_by_a_second()
    {
        TlvList tlvs = new TlvList(Wire.Hex("0427 0002 0002 0427 0001 05"));

        Assert.False(tlvs.TryGet(StandardTlv.MessageState, out MessageState state));
        Assert.Equal(default, state);
    }

    [Fact]
    public void Of_a_tlv_that_may_be_repeated_all_are_read_in_their_order()
    {
        TlvList tlvs = new TlvList()
            .Add(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("north"))
            .AddByte(TlvTag.BroadcastAreaSuccess, 50)
            .Add(TlvTag.BroadcastAreaIdentifier, [])
            .Add(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("south"))
            .AddByte(TlvTag.BroadcastAreaSuccess, 60);

        Assert.Equal(["north", "south"], tlvs.GetAll(StandardTlv.BroadcastAreaIdentifier).Select(area => area.Details));
        Assert.Equal([50, 60], tlvs.GetAll(StandardTlv.BroadcastAreaSuccess));
        Assert.Empty(tlvs.GetAll(StandardTlv.CallbackNum));
    }

    [Fact]
    public void Alert_on_message_delivery_is_there_without_a_value()
    {
        Assert.True(new TlvList(Wire.Hex("130C 0000")).TryGet(StandardTlv.AlertOnMessageDelivery, out ReadOnlyMemory<byte> value));
        Assert.True(value.IsEmpty);
        Assert.True(new TlvList(Wire.Hex("130C 0001 02")).TryGet(StandardTlv.AlertOnMessageDelivery, out _));
    }

    [Fact]
    public void Setting_replaces_every_one_of_the_tag_and_leaves_the_others()
    {
        var tlvs = new TlvList(Wire.Hex("1400 0001 AA 0204 0002 0001 1401 0000 0204 0002 0002"));

        Assert.Equal(Wire.Hex("1400 0001 AA 1401 0000 0204 0002 0003"), tlvs.Set(StandardTlv.UserMessageReference, (ushort)3).Encoded);
        Assert.Equal(Wire.Hex("1400 0001 AA 1401 0000"), tlvs.Without(TlvTag.UserMessageReference).Encoded);
        Assert.Equal(tlvs, tlvs.Without(TlvTag.MessagePayload));
    }

    [Fact]
    public void Leaving_one_out_of_very_many_costs_no_more_than_a_copy()
    {
        byte[] octets = new byte[4 * 16_000];
        for (int at = 0; at < octets.Length; at += 4)
            octets[at] = 0x14;
        var tlvs = new TlvList(octets).AddUInt16(TlvTag.UserMessageReference, 1);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var rest = tlvs.Without(TlvTag.UserMessageReference);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, octets.Length, 2 * octets.Length);
        Assert.Equal(octets, rest.Encoded);
    }

    [Fact]
    public void A_value_that_does_not_fit_is_refused_not_cut()
    {
        var none = new TlvList();

        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.ReceiptedMessageId, new string('x', 65)));
        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.SourceNodeId, "12345"));
        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.MessagePayload, new byte[65_536]));
        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.CallbackNum, default));
        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.MsValidity, new byte[3]));
        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named(new string('x', 101))));
    }

    [Fact]
    public void A_character_beyond_latin_1_is_refused_not_replaced()
    {
        var none = new TlvList();

        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.ReceiptedMessageId, "5€"));
        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.BroadcastAreaIdentifier, BroadcastArea.Named("5€")));
        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.SourceSubaddress, new Subaddress(0x80, "5€")));
        Assert.Throws<ArgumentException>(() => none.Set(StandardTlv.CallbackNum, new CallbackNumber(1, 0, 0, "5€")));
        Assert.Throws<ArgumentException>(() => none.AddCString((TlvTag)0x1400, "5€"));
        Assert.Throws<ArgumentException>(() => none.AddCString((TlvTag)0x1400, "a\0b"));
    }

    [Fact]
    public void Tlvs_of_vendors_and_unknown_ones_survive_octet_for_octet_at_any_place() =>
        Gen.Select(PduGens.Of(CommandId.SubmitSm), Gens.Tlv.Array[0, 6], Gens.Tlv.Array[0, 6], (pdu, before, after) =>
        {
            byte[] region =
            [
                .. before.SelectMany(tlv => Wire.Tlv(Unknown(tlv.Tag), tlv.Value)),
                .. Wire.Tlv(TlvTag.UserMessageReference, 0, 7),
                .. after.SelectMany(tlv => Wire.Tlv(Unknown(tlv.Tag), tlv.Value)),
            ];
            return (Pdu: (SubmitSm)pdu with { Tlvs = new TlvList(region) }, Region: region);
        }).Sample(sample =>
        {
            byte[] body = Wire.BodyOf(sample.Pdu);
            return SubmitSm.TryRead(body, out SubmitSm? read, out _)
                && read!.Tlvs.Encoded.Span.SequenceEqual(sample.Region)
                && read.Tlvs.TryGet(StandardTlv.UserMessageReference, out ushort reference) && reference == 7
                && Wire.BodyOf(read).AsSpan().SequenceEqual(body)
                && MessageView.TryRead(CommandId.SubmitSm, body, out MessageView view, out _)
                && view.TlvBytes.SequenceEqual(sample.Region);
        }, iter: 500);

    private static TlvTag Unknown(TlvTag tag) => tag.IsKnown ? (TlvTag)0x1400 : tag;

    private static (TlvDefinition, string, string, Func<TlvList, bool>) Value<T>(
        TlvDefinition<T> tlv, T value, string octets, string words) =>
        (tlv, octets, words, tlvs => tlvs.TryGet(tlv, out T read) && tlvs.Equals(new TlvList().Set(tlv, value))
            && tlv.ToOctets(read).AsSpan().SequenceEqual(Wire.Hex(octets)));

    private static (TlvDefinition, string, string, Func<TlvList, bool>) Value(
        TlvDefinition<ReadOnlyMemory<byte>> tlv, byte[] value, string octets, string words) =>
        Value(tlv, (ReadOnlyMemory<byte>)value, octets, words);
}
