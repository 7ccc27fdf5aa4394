using System.Text.Json.Nodes;

namespace Smpp.Protocol.Tests.Oracle;

/// <summary>The views of the hot path against the second description, over the same random octets as the records.</summary>
public class ViewTests
{
    private const int Seeds = 2000;

    [Theory]
    [InlineData(CommandId.SubmitSm)]
    [InlineData(CommandId.DeliverSm)]
    public void A_message_view_reads_what_the_description_reads(CommandId id) => ForRandom(id, (layout, body) =>
    {
        NaiveReader expected = NaiveReader.Read(layout, body);
        bool read = MessageView.TryRead(id, body, out MessageView view, out DecodeError error);

        Assert.Equal(expected.Fault is null, read);
        Assert.Equal(expected.Fault, Fault(error));
        if (!read)
            return;
        Assert.Equal(expected.Fields.ToJsonString(), Fields(view).ToJsonString());
        Assert.Equal(body, Wire.BodyOf(view));
    });

    [Fact]
    public void A_message_view_reads_a_data_sm_of_short_addresses_as_the_description_does() =>
        ForRandom(CommandId.DataSm, (layout, body) =>
        {
            NaiveReader expected = NaiveReader.Read(layout, body);
            bool read = MessageView.TryRead(CommandId.DataSm, body, out MessageView view, out DecodeError error);

            if (!read && error.Fault == DecodeFault.TooLong && error.Field is PduField.SourceAddr or PduField.DestinationAddr)
                return;
            Assert.Equal(expected.Fault, Fault(error));
            if (!read)
                return;
            JsonObject fields = Fields(view);
            Assert.Equal(
                expected.Fields.ToJsonString(), new JsonObject(expected.Fields.Select(field => field.Key).Select(Pair)).ToJsonString());
            Assert.Equal(body, Wire.BodyOf(view));

            KeyValuePair<string, JsonNode?> Pair(string name) => new(name, fields[name]!.DeepClone());
        });

    [Theory]
    [InlineData(CommandId.SubmitSmResp)]
    [InlineData(CommandId.DeliverSmResp)]
    [InlineData(CommandId.DataSmResp)]
    public void A_message_id_view_reads_what_the_description_reads(CommandId id) => ForRandom(id, (layout, body) =>
    {
        NaiveReader expected = NaiveReader.Read(layout, body);
        bool read = MessageIdBody.TryRead(id, body, out MessageIdBody view, out DecodeError error);

        Assert.Equal(expected.Fault, Fault(error));
        if (body.Length == 0)
            return;
        // The id is there even when the TLVs behind it are broken.
        Assert.Equal((string?)expected.Fields["message_id"] ?? "", Wire.Text(view.MessageId));
        if (read)
            Assert.Equal(body, Wire.BodyOf(view));
    });

    private static void ForRandom(CommandId id, Action<Layout, byte[]> agree)
    {
        Layout layout = Layout.Of((uint)id)!;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            byte[] body = NaiveWriter.Body(layout, random).Body;
            agree(layout, body);
            agree(layout, Breakage.Of(body, random));
        }
    }

    private static NaiveFault? Fault(DecodeError error) =>
        error == default ? null : new NaiveFault(error.Field.Name, error.Fault.ToString(), error.Offset);

    private static JsonObject Fields(scoped in MessageView view) => new()
    {
        ["service_type"] = Wire.Text(view.ServiceType),
        ["source_addr_ton"] = (byte)view.Source.Ton,
        ["source_addr_npi"] = (byte)view.Source.Npi,
        ["source_addr"] = view.Source.ToString(),
        ["dest_addr_ton"] = (byte)view.Destination.Ton,
        ["dest_addr_npi"] = (byte)view.Destination.Npi,
        ["destination_addr"] = view.Destination.ToString(),
        ["esm_class"] = (byte)view.EsmClass,
        ["protocol_id"] = view.ProtocolId,
        ["priority_flag"] = view.PriorityFlag,
        ["schedule_delivery_time"] = Wire.Text(view.ScheduleDeliveryTime),
        ["validity_period"] = Wire.Text(view.ValidityPeriod),
        ["registered_delivery"] = (byte)view.RegisteredDelivery,
        ["replace_if_present_flag"] = view.ReplaceIfPresent,
        ["data_coding"] = (byte)view.DataCoding,
        ["sm_default_msg_id"] = view.DefaultMessageId,
        ["sm_length"] = view.ShortMessage.Length,
        ["short_message"] = Convert.ToHexStringLower(view.ShortMessage),
    };
}
