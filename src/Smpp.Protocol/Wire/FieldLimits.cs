namespace Smpp.Protocol;

/// <summary>Maximum octets of C-Octet string fields, the NUL included (v3.4 §4, v5.0 §4).</summary>
public static class FieldLimits
{
    /// <summary>system_id</summary>
    public const int SystemId = 16;
    /// <summary>password</summary>
    public const int Password = 9;
    /// <summary>system_type</summary>
    public const int SystemType = 13;
    /// <summary>address_range</summary>
    public const int AddressRange = 41;
    /// <summary>service_type</summary>
    public const int ServiceType = 6;
    /// <summary>source_addr and destination_addr, data_sm's excepted</summary>
    public const int Address = 21;
    /// <summary>source_addr and destination_addr of data_sm, source_addr and esme_addr of alert_notification</summary>
    public const int LongAddress = 65;
    /// <summary>dl_name</summary>
    public const int DlName = 21;
    /// <summary>message_id</summary>
    public const int MessageId = 65;
    /// <summary>schedule_delivery_time, validity_period, final_date: this many or 1</summary>
    public const int Time = 17;
    /// <summary>final_date as message centres of v3.4 may report it, YYMMDDhhmmss (§7.1.1)</summary>
    internal const int ReportedTime = 13;
    /// <summary>short_message in v5.0; no NUL.</summary>
    public const int ShortMessage = 255;
    /// <summary>short_message in v3.4 (§5.2.21); no NUL.</summary>
    public const int ShortMessageV34 = 254;
}
