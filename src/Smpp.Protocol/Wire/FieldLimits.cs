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
    /// <summary>message_id</summary>
    public const int MessageId = 65;
    /// <summary>schedule_delivery_time, validity_period, final_date: this many or 1</summary>
    public const int Time = 17;
    /// <summary>short_message; no NUL. v3.4 allows one less.</summary>
    public const int ShortMessage = 255;
}
