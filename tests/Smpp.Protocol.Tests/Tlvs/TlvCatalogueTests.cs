namespace Smpp.Protocol.Tests;

public class TlvCatalogueTests
{
    public static TheoryData<string> Names => [.. CatalogueTable.Rows.Select(row => row.Name)];

    [Fact]
    public void It_has_every_tlv_of_both_versions_and_no_other()
    {
        Assert.Equal(CatalogueTable.Rows.Select(row => row.Tag), TlvCatalogue.Definitions.Select(tlv => tlv.Tag));
        Assert.Equal(CatalogueTable.Rows.Select(row => row.Tag), Enum.GetValues<TlvTag>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tlv_has_the_name_kind_lengths_and_version_of_the_specification(string name)
    {
        CatalogueTable.Row row = CatalogueTable.Of(name);
        TlvDefinition tlv = TlvCatalogue.Find(row.Tag)!;

        Assert.Equal(row, row with
        {
            Name = tlv.Name,
            Kind = tlv.Kind,
            Shortest = tlv.MinimumLength,
            Longest = tlv.MaximumLength,
            Repeatable = tlv.IsRepeatable,
            Since = tlv.Since,
        });
        Assert.Equal(name, row.Tag.Name);
        Assert.True(row.Tag.IsKnown);
        Assert.False(row.Tag.IsVendorSpecific);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tlv_may_stand_in_the_operations_of_the_specification_and_in_no_other(string name)
    {
        CatalogueTable.Row row = CatalogueTable.Of(name);
        TlvDefinition tlv = TlvCatalogue.Find(row.Tag)!;

        Assert.Equal(row.Operations.Order(StringComparer.Ordinal), tlv.AllowedIn.Select(id => id.Name).Order(StringComparer.Ordinal));
        Assert.All(Enum.GetValues<CommandId>(), id => Assert.Equal(row.Operations.Contains(id.Name), tlv.IsAllowedIn(id)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lengths_within_the_bounds_are_allowed_and_those_beyond_are_not(string name)
    {
        CatalogueTable.Row row = CatalogueTable.Of(name);
        TlvDefinition tlv = TlvCatalogue.Find(row.Tag)!;

        Assert.True(tlv.IsLength(row.Shortest));
        Assert.True(tlv.IsLength(row.Longest));
        Assert.False(tlv.IsLength(row.Shortest - 1));
        Assert.False(tlv.IsLength(row.Longest + 1));
    }

    [Fact]
    public void Ms_validity_is_one_octet_or_four()
    {
        int[] allowed = [.. Enumerable.Range(0, 6).Where(StandardTlv.MsValidity.IsLength)];

        Assert.Equal([1, 4], allowed);
    }

    [Theory]
    [InlineData(CommandId.BroadcastSm, "broadcast_area_identifier broadcast_content_type broadcast_rep_num broadcast_frequency_interval")]
    [InlineData(CommandId.QueryBroadcastSmResp, "message_state broadcast_area_identifier broadcast_area_success")]
    [InlineData(CommandId.DataSm, "message_payload")]
    [InlineData(CommandId.SubmitSm, "")]
    [InlineData(CommandId.DeliverSm, "")]
    [InlineData(CommandId.CancelBroadcastSm, "")]
    public void An_operation_requires_the_tlvs_that_it_cannot_do_without(CommandId id, string expected)
    {
        var names = new List<string>();
        foreach (TlvTag tag in TlvCatalogue.RequiredIn(id))
            names.Add(tag.Name);

        Assert.Equal(expected, string.Join(' ', names));
    }

    [Theory]
    [InlineData(0x0000, false)]
    [InlineData(0x060C, false)]
    [InlineData(0x13FF, false)]
    [InlineData(0x1400, true)]
    [InlineData(0x3FFF, true)]
    [InlineData(0x4000, false)]
    [InlineData(0xFFFF, false)]
    public void Tags_of_vendors_and_unknown_ones_are_in_no_catalogue(ushort tag, bool vendor)
    {
        Assert.Null(TlvCatalogue.Find((TlvTag)tag));
        Assert.False(((TlvTag)tag).IsKnown);
        Assert.Equal(vendor, ((TlvTag)tag).IsVendorSpecific);
        Assert.Equal($"0x{tag:x4}", ((TlvTag)tag).Name);
    }

    [Theory]
    [InlineData("dest_addr_subunit", 4, 5)]
    [InlineData("source_addr_subunit", 4, 5)]
    [InlineData("dest_network_type", 8, 9)]
    [InlineData("source_network_type", 8, 9)]
    [InlineData("dest_bearer_type", 8, 9)]
    [InlineData("source_bearer_type", 8, 9)]
    [InlineData("payload_type", 1, 2)]
    [InlineData("privacy_indicator", 3, 4)]
    [InlineData("number_of_messages", 99, 100)]
    [InlineData("dpf_result", 1, 2)]
    [InlineData("set_dpf", 1, 2)]
    [InlineData("ms_availability_status", 2, 3)]
    [InlineData("delivery_failure_reason", 3, 4)]
    [InlineData("more_messages_to_send", 1, 2)]
    [InlineData("message_state", 9, 10)]
    [InlineData("congestion_state", 100, 101)]
    [InlineData("ussd_service_op", 3, 4)]
    [InlineData("ussd_service_op", 16, 15)]
    [InlineData("ussd_service_op", 19, 20)]
    [InlineData("ussd_service_op", 32, 31)]
    [InlineData("broadcast_channel_indicator", 1, 2)]
    [InlineData("broadcast_message_class", 3, 4)]
    [InlineData("broadcast_area_success", 100, 101)]
    [InlineData("broadcast_area_success", 255, 254)]
    [InlineData("dest_addr_np_resolution", 2, 3)]
    [InlineData("display_time", 2, 3)]
    [InlineData("its_reply_type", 8, 9)]
    [InlineData("sar_total_segments", 1, 0)]
    [InlineData("sar_segment_seqnum", 255, 0)]
    public void Values_that_the_specification_reserves_are_known(string name, byte allowed, byte reserved)
    {
        TlvDefinition tlv = TlvCatalogue.Find(CatalogueTable.Of(name).Tag)!;

        Assert.False(tlv.IsReserved([allowed]));
        Assert.True(tlv.IsReserved([reserved]));
    }
}
