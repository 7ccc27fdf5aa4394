namespace Smpp.Protocol;

/// <summary>dest_addr_subunit and source_addr_subunit (v5.0 §4.8.4.20). Open.</summary>
public enum AddressSubunit : byte
{
    /// <summary>Unknown</summary>
    Unknown = 0,

    /// <summary>The display of the mobile station</summary>
    MsDisplay = 1,

    /// <summary>Mobile equipment</summary>
    MobileEquipment = 2,

    /// <summary>Smart card, such as a SIM</summary>
    SmartCard = 3,

    /// <summary>An external unit</summary>
    ExternalUnit = 4,
}

/// <summary>dest_network_type and source_network_type (v5.0 §4.8.4.24). Open.</summary>
public enum NetworkType : byte
{
    /// <summary>Unknown</summary>
    Unknown = 0,

    /// <summary>GSM</summary>
    Gsm = 1,

    /// <summary>ANSI-136, TDMA</summary>
    Ansi136 = 2,

    /// <summary>IS-95, CDMA</summary>
    Is95 = 3,

    /// <summary>PDC</summary>
    Pdc = 4,

    /// <summary>PHS</summary>
    Phs = 5,

    /// <summary>iDEN</summary>
    IDen = 6,

    /// <summary>AMPS</summary>
    Amps = 7,

    /// <summary>Paging network</summary>
    PagingNetwork = 8,
}

/// <summary>dest_bearer_type and source_bearer_type (v5.0 §4.8.4.22). Open.</summary>
public enum BearerType : byte
{
    /// <summary>Unknown</summary>
    Unknown = 0,

    /// <summary>SMS</summary>
    Sms = 1,

    /// <summary>Circuit switched data</summary>
    CircuitSwitchedData = 2,

    /// <summary>Packet data</summary>
    PacketData = 3,

    /// <summary>USSD</summary>
    Ussd = 4,

    /// <summary>CDPD</summary>
    Cdpd = 5,

    /// <summary>DataTAC</summary>
    DataTac = 6,

    /// <summary>FLEX or ReFLEX</summary>
    Flex = 7,

    /// <summary>Cell broadcast</summary>
    CellBroadcast = 8,
}

/// <summary>payload_type (v5.0 §4.8.4.44). Open.</summary>
public enum PayloadType : byte
{
    /// <summary>The default: for a WAP message WDP, else what the service is</summary>
    Default = 0,

    /// <summary>WCMP message</summary>
    Wcmp = 1,
}

/// <summary>privacy_indicator (v5.0 §4.8.4.45). Open.</summary>
public enum PrivacyIndicator : byte
{
    /// <summary>Level 0</summary>
    NotRestricted = 0,

    /// <summary>Level 1</summary>
    Restricted = 1,

    /// <summary>Level 2</summary>
    Confidential = 2,

    /// <summary>Level 3</summary>
    Secret = 3,
}

/// <summary>language_indicator (v5.0 §4.8.4.35). Open.</summary>
public enum LanguageIndicator : byte
{
    /// <summary>Unspecified</summary>
    Unspecified = 0,

    /// <summary>English</summary>
    English = 1,

    /// <summary>French</summary>
    French = 2,

    /// <summary>Spanish</summary>
    Spanish = 3,

    /// <summary>German</summary>
    German = 4,

    /// <summary>Portuguese</summary>
    Portuguese = 5,
}

/// <summary>delivery_failure_reason (v5.0 §4.8.4.19). Open.</summary>
public enum DeliveryFailureReason : byte
{
    /// <summary>The destination is unavailable</summary>
    DestinationUnavailable = 0,

    /// <summary>The destination address is invalid</summary>
    InvalidDestination = 1,

    /// <summary>Permanent network error</summary>
    PermanentNetworkError = 2,

    /// <summary>Temporary network error</summary>
    TemporaryNetworkError = 3,
}

/// <summary>ms_availability_status (v5.0 §4.8.4.39). Open.</summary>
public enum MsAvailability : byte
{
    /// <summary>Available</summary>
    Available = 0,

    /// <summary>Denied: suspended, no SMS capability …</summary>
    Denied = 1,

    /// <summary>Unavailable</summary>
    Unavailable = 2,
}

/// <summary>dpf_result and set_dpf (v5.0 §4.8.4.29, §4.8.4.54). Open.</summary>
public enum DpfResult : byte
{
    /// <summary>The delivery pending flag is not set, or not asked for</summary>
    NotSet = 0,

    /// <summary>The delivery pending flag is set, or asked for</summary>
    Set = 1,
}

/// <summary>ussd_service_op (v5.0 §4.8.4.64). Open: 32–255 are for vendors.</summary>
public enum UssdServiceOp : byte
{
    /// <summary>PSSD indication</summary>
    PssdIndication = 0,

    /// <summary>PSSR indication</summary>
    PssrIndication = 1,

    /// <summary>USSR request</summary>
    UssrRequest = 2,

    /// <summary>USSN request</summary>
    UssnRequest = 3,

    /// <summary>PSSD response</summary>
    PssdResponse = 16,

    /// <summary>PSSR response</summary>
    PssrResponse = 17,

    /// <summary>USSR confirm</summary>
    UssrConfirm = 18,

    /// <summary>USSN confirm</summary>
    UssnConfirm = 19,
}

/// <summary>broadcast_message_class (v5.0 §4.8.4.13). Open.</summary>
public enum BroadcastMessageClass : byte
{
    /// <summary>No class</summary>
    None = 0,

    /// <summary>Class 1: user defined</summary>
    Class1 = 1,

    /// <summary>Class 2: user defined</summary>
    Class2 = 2,

    /// <summary>Class 3: terminal equipment</summary>
    Class3 = 3,
}

/// <summary>broadcast_channel_indicator (v5.0 §4.8.4.7). Open.</summary>
public enum BroadcastChannel : byte
{
    /// <summary>The basic broadcast channel</summary>
    Basic = 0,

    /// <summary>The extended broadcast channel</summary>
    Extended = 1,
}
