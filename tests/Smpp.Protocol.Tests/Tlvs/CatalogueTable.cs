namespace Smpp.Protocol.Tests;

/// <summary>
/// What v3.4 §5.3.2 and v5.0 §4.8.4 say about each TLV, written down apart from the library: tag, name, kind, shortest and longest
/// value (of a C-Octet string with its NUL), whether it may be repeated, the first version, and the operations of v3.4 §4 and
/// v5.0 §4.2.4–§4.6.2 that it may stand in.
/// </summary>
internal static class CatalogueTable
{
    private const string Submission = "submit_sm submit_multi data_sm ";
    private const string Messages = Submission + "deliver_sm ";
    private const string Replies = "submit_sm_resp submit_multi_resp data_sm_resp deliver_sm_resp ";
    private const string Broadcast = "broadcast_sm ";
    private const string Queries = "query_broadcast_sm query_broadcast_sm_resp ";
    private const string Binds = "bind_receiver_resp bind_transmitter_resp bind_transceiver_resp ";

    private const string Table = $"""
        0005 dest_addr_subunit            integer 1 1     one  3.4 {Messages}{Broadcast}
        0006 dest_network_type            integer 1 1     one  3.4 {Submission}
        0007 dest_bearer_type             integer 1 1     one  3.4 {Submission}
        0008 dest_telematics_id           integer 2 2     one  3.4 {Submission}
        000D source_addr_subunit          integer 1 1     one  3.4 {Messages}{Broadcast}
        000E source_network_type          integer 1 1     one  3.4 {Submission}
        000F source_bearer_type           integer 1 1     one  3.4 {Submission}
        0010 source_telematics_id         integer 1 1     one  3.4 {Submission}
        0017 qos_time_to_live             integer 4 4     one  3.4 {Submission}
        0019 payload_type                 integer 1 1     one  3.4 {Messages}{Broadcast}
        001D additional_status_info_text  cstring 1 256   one  3.4 {Replies}
        001E receipted_message_id         cstring 1 65    one  3.4 deliver_sm data_sm
        0030 ms_msg_wait_facilities       integer 1 1     one  3.4 {Submission}
        0201 privacy_indicator            integer 1 1     one  3.4 {Messages}{Broadcast}
        0202 source_subaddress            octets  2 23    one  3.4 {Messages}{Broadcast}
        0203 dest_subaddress              octets  2 23    one  3.4 {Messages}{Broadcast}
        0204 user_message_reference       integer 2 2     one  3.4 {Messages}{Broadcast}{Queries}cancel_broadcast_sm
        0205 user_response_code           integer 1 1     one  3.4 {Messages}
        020A source_port                  integer 2 2     one  3.4 {Messages}{Broadcast}
        020B destination_port             integer 2 2     one  3.4 {Messages}{Broadcast}
        020C sar_msg_ref_num              integer 2 2     one  3.4 {Messages}
        020D language_indicator           integer 1 1     one  3.4 {Messages}{Broadcast}
        020E sar_total_segments           integer 1 1     one  3.4 {Messages}
        020F sar_segment_seqnum           integer 1 1     one  3.4 {Messages}
        0210 sc_interface_version         integer 1 1     one  3.4 {Binds}
        0302 callback_num_pres_ind        integer 1 1     many 3.4 {Messages}{Broadcast}
        0303 callback_num_atag            octets  0 65    many 3.4 {Messages}{Broadcast}
        0304 number_of_messages           integer 1 1     one  3.4 {Submission}
        0381 callback_num                 octets  4 19    many 3.4 {Messages}{Broadcast}
        0420 dpf_result                   integer 1 1     one  3.4 submit_sm_resp submit_multi_resp data_sm_resp deliver_sm data_sm
        0421 set_dpf                      integer 1 1     one  3.4 {Submission}
        0422 ms_availability_status       integer 1 1     one  3.4 alert_notification
        0423 network_error_code           octets  3 3     one  3.4 deliver_sm data_sm {Replies}
        0424 message_payload              octets  0 65535 one  3.4 {Messages}{Broadcast}replace_sm
        0425 delivery_failure_reason      integer 1 1     one  3.4 {Replies}
        0426 more_messages_to_send        integer 1 1     one  3.4 {Submission}
        0427 message_state                integer 1 1     one  3.4 deliver_sm data_sm query_broadcast_sm_resp
        0428 congestion_state             integer 1 1     one  5.0 {Binds}{Replies}query_sm_resp broadcast_sm_resp query_broadcast_sm_resp
        0501 ussd_service_op              integer 1 1     one  3.4 {Messages}
        0600 broadcast_channel_indicator  integer 1 1     one  5.0 {Broadcast}
        0601 broadcast_content_type       octets  3 3     one  5.0 {Broadcast}cancel_broadcast_sm
        0602 broadcast_content_type_info  octets  1 255   one  5.0 {Broadcast}
        0603 broadcast_message_class      integer 1 1     one  5.0 {Broadcast}
        0604 broadcast_rep_num            integer 2 2     one  5.0 {Broadcast}
        0605 broadcast_frequency_interval octets  3 3     one  5.0 {Broadcast}
        0606 broadcast_area_identifier    octets  1 101   many 5.0 {Broadcast}broadcast_sm_resp query_broadcast_sm_resp
        0607 broadcast_error_status       integer 4 4     many 5.0 broadcast_sm_resp
        0608 broadcast_area_success       integer 1 1     many 5.0 query_broadcast_sm_resp
        0609 broadcast_end_time           cstring 17 17   one  5.0 query_broadcast_sm_resp
        060A broadcast_service_group      octets  1 255   one  5.0 {Broadcast}
        060B billing_identification       octets  1 1024  one  5.0 {Submission}
        060D source_network_id            cstring 7 65    one  5.0 {Messages}
        060E dest_network_id              cstring 7 65    one  5.0 {Messages}
        060F source_node_id               octets  6 6     one  5.0 {Messages}
        0610 dest_node_id                 octets  6 6     one  5.0 {Messages}
        0611 dest_addr_np_resolution      integer 1 1     one  5.0 {Messages}
        0612 dest_addr_np_information     octets  10 10   one  5.0 {Messages}
        0613 dest_addr_np_country         octets  1 5     one  5.0 {Messages}
        1201 display_time                 integer 1 1     one  3.4 {Submission}{Broadcast}
        1203 sms_signal                   integer 2 2     one  3.4 {Submission}{Broadcast}
        1204 ms_validity                  octets  1 4     one  3.4 {Submission}{Broadcast}
        130C alert_on_message_delivery    flag    0 1     one  3.4 {Submission}{Broadcast}
        1380 its_reply_type               integer 1 1     one  3.4 {Messages}
        1383 its_session_info             octets  2 2     one  3.4 {Messages}
        """;

    public static IReadOnlyList<Row> Rows { get; } = [.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Row.Parse)];

    public static Row Of(string name) => Rows.Single(row => row.Name == name);

    internal sealed record Row(
        TlvTag Tag, string Name, TlvKind Kind, int Shortest, int Longest, bool Repeatable, InterfaceVersion Since, string[] Operations)
    {
        public static Row Parse(string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new Row(
                (TlvTag)Convert.ToUInt16(words[0], 16),
                words[1],
                words[2] switch { "integer" => TlvKind.Integer, "cstring" => TlvKind.CString, "flag" => TlvKind.Flag, _ => TlvKind.Octets },
                Number(words[3]),
                Number(words[4]),
                words[5] == "many",
                words[6] == "5.0" ? InterfaceVersion.V50 : InterfaceVersion.V34,
                words[7..]);
        }

        private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
