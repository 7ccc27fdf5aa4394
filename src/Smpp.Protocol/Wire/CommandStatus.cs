namespace Smpp.Protocol;

/// <summary>
/// The command_status of a PDU (v3.4 §5.1.3, v5.0 §4.7.6). The enum is open: reserved and vendor values (0x400–0x4FF)
/// survive unchanged. Mind the gap: 0x49 is followed by 0x50.
/// </summary>
public enum CommandStatus : uint
{
    /// <summary>ESME_ROK: No error.</summary>
    Ok = 0x00000000,
    /// <summary>ESME_RINVMSGLEN: Message length is invalid.</summary>
    InvalidMessageLength = 0x00000001,
    /// <summary>ESME_RINVCMDLEN: Command length is invalid.</summary>
    InvalidCommandLength = 0x00000002,
    /// <summary>ESME_RINVCMDID: Invalid command id.</summary>
    InvalidCommandId = 0x00000003,
    /// <summary>ESME_RINVBNDSTS: Incorrect bind status for the given command.</summary>
    InvalidBindStatus = 0x00000004,
    /// <summary>ESME_RALYBND: ESME already in bound state.</summary>
    AlreadyBound = 0x00000005,
    /// <summary>ESME_RINVPRTFLG: Invalid priority flag.</summary>
    InvalidPriority = 0x00000006,
    /// <summary>ESME_RINVREGDLVFLG: Invalid registered delivery flag.</summary>
    InvalidRegisteredDelivery = 0x00000007,
    /// <summary>ESME_RSYSERR: System error.</summary>
    SystemError = 0x00000008,
    /// <summary>ESME_RINVSRCADR: Invalid source address.</summary>
    InvalidSourceAddress = 0x0000000A,
    /// <summary>ESME_RINVDSTADR: Invalid destination address.</summary>
    InvalidDestinationAddress = 0x0000000B,
    /// <summary>ESME_RINVMSGID: Message id is invalid.</summary>
    InvalidMessageId = 0x0000000C,
    /// <summary>ESME_RBINDFAIL: Bind failed.</summary>
    BindFailed = 0x0000000D,
    /// <summary>ESME_RINVPASWD: Invalid password.</summary>
    InvalidPassword = 0x0000000E,
    /// <summary>ESME_RINVSYSID: Invalid system id.</summary>
    InvalidSystemId = 0x0000000F,
    /// <summary>ESME_RCANCELFAIL: cancel_sm failed.</summary>
    CancelFailed = 0x00000011,
    /// <summary>ESME_RREPLACEFAIL: replace_sm failed.</summary>
    ReplaceFailed = 0x00000013,
    /// <summary>ESME_RMSGQFUL: Message queue full.</summary>
    MessageQueueFull = 0x00000014,
    /// <summary>ESME_RINVSERTYP: Invalid service type.</summary>
    InvalidServiceType = 0x00000015,
    /// <summary>ESME_RINVNUMDESTS: Invalid number of destinations.</summary>
    InvalidNumberOfDestinations = 0x00000033,
    /// <summary>ESME_RINVDLNAME: Invalid distribution list name.</summary>
    InvalidDistributionList = 0x00000034,
    /// <summary>ESME_RINVDESTFLAG: Destination flag is invalid.</summary>
    InvalidDestinationFlag = 0x00000040,
    /// <summary>ESME_RINVSUBREP: Submit with replace is not supported or not allowed.</summary>
    InvalidSubmitWithReplace = 0x00000042,
    /// <summary>ESME_RINVESMCLASS: Invalid esm_class.</summary>
    InvalidEsmClass = 0x00000043,
    /// <summary>ESME_RCNTSUBDL: Cannot submit to distribution list.</summary>
    CannotSubmitToList = 0x00000044,
    /// <summary>ESME_RSUBMITFAIL: submit_sm, data_sm or submit_multi failed.</summary>
    SubmitFailed = 0x00000045,
    /// <summary>ESME_RINVSRCTON: Invalid source address TON.</summary>
    InvalidSourceTon = 0x00000048,
    /// <summary>ESME_RINVSRCNPI: Invalid source address NPI.</summary>
    InvalidSourceNpi = 0x00000049,
    /// <summary>ESME_RINVDSTTON: Invalid destination address TON.</summary>
    InvalidDestinationTon = 0x00000050,
    /// <summary>ESME_RINVDSTNPI: Invalid destination address NPI.</summary>
    InvalidDestinationNpi = 0x00000051,
    /// <summary>ESME_RINVSYSTYP: Invalid system_type.</summary>
    InvalidSystemType = 0x00000053,
    /// <summary>ESME_RINVREPFLAG: Invalid replace_if_present_flag.</summary>
    InvalidReplaceFlag = 0x00000054,
    /// <summary>ESME_RINVNUMMSGS: Invalid number of messages.</summary>
    InvalidNumberOfMessages = 0x00000055,
    /// <summary>ESME_RTHROTTLED: Throttling: the ESME has exceeded its message limits.</summary>
    Throttled = 0x00000058,
    /// <summary>ESME_RINVSCHED: Invalid scheduled delivery time.</summary>
    InvalidSchedule = 0x00000061,
    /// <summary>ESME_RINVEXPIRY: Invalid validity period.</summary>
    InvalidExpiry = 0x00000062,
    /// <summary>ESME_RINVDFTMSGID: Predefined message is invalid or not found.</summary>
    InvalidDefaultMessage = 0x00000063,
    /// <summary>ESME_RX_T_APPN: ESME receiver temporary application error.</summary>
    ReceiverTemporaryError = 0x00000064,
    /// <summary>ESME_RX_P_APPN: ESME receiver permanent application error.</summary>
    ReceiverPermanentError = 0x00000065,
    /// <summary>ESME_RX_R_APPN: ESME receiver rejects the message.</summary>
    ReceiverRejected = 0x00000066,
    /// <summary>ESME_RQUERYFAIL: query_sm request failed.</summary>
    QueryFailed = 0x00000067,
    /// <summary>ESME_RINVTLVSTREAM: Error in the optional part of the PDU body.</summary>
    InvalidTlvStream = 0x000000C0,
    /// <summary>ESME_RTLVNOTALLWD: TLV not allowed.</summary>
    TlvNotAllowed = 0x000000C1,
    /// <summary>ESME_RINVTLVLEN: Invalid TLV length.</summary>
    InvalidTlvLength = 0x000000C2,
    /// <summary>ESME_RMISSINGTLV: Expected TLV missing.</summary>
    MissingTlv = 0x000000C3,
    /// <summary>ESME_RINVTLVVAL: Invalid TLV value.</summary>
    InvalidTlvValue = 0x000000C4,
    /// <summary>ESME_RDELIVERYFAILURE: Transaction delivery failure.</summary>
    DeliveryFailure = 0x000000FE,
    /// <summary>ESME_RUNKNOWNERR: Unknown error.</summary>
    UnknownError = 0x000000FF,
    /// <summary>ESME_RSERTYPUNAUTH: ESME not authorised to use the specified service_type.</summary>
    ServiceTypeUnauthorized = 0x00000100,
    /// <summary>ESME_RPROHIBITED: ESME prohibited from using the specified operation.</summary>
    Prohibited = 0x00000101,
    /// <summary>ESME_RSERTYPUNAVAIL: Specified service_type is unavailable.</summary>
    ServiceTypeUnavailable = 0x00000102,
    /// <summary>ESME_RSERTYPDENIED: Specified service_type is denied.</summary>
    ServiceTypeDenied = 0x00000103,
    /// <summary>ESME_RINVDCS: Invalid data coding scheme.</summary>
    InvalidDataCoding = 0x00000104,
    /// <summary>ESME_RINVSRCADDRSUBUNIT: Source address subunit is invalid.</summary>
    InvalidSourceSubunit = 0x00000105,
    /// <summary>ESME_RINVDSTADDRSUBUNIT: Destination address subunit is invalid.</summary>
    InvalidDestinationSubunit = 0x00000106,
    /// <summary>ESME_RINVBCASTFREQINT: Broadcast frequency interval is invalid.</summary>
    InvalidBroadcastFrequency = 0x00000107,
    /// <summary>ESME_RINVBCASTALIAS_NAME: Broadcast alias name is invalid.</summary>
    InvalidBroadcastAlias = 0x00000108,
    /// <summary>ESME_RINVBCASTAREAFMT: Broadcast area format is invalid.</summary>
    InvalidBroadcastAreaFormat = 0x00000109,
    /// <summary>ESME_RINVNUMBCAST_AREAS: Number of broadcast areas is invalid.</summary>
    InvalidNumberOfBroadcastAreas = 0x0000010A,
    /// <summary>ESME_RINVBCASTCNTTYPE: Broadcast content type is invalid.</summary>
    InvalidBroadcastContentType = 0x0000010B,
    /// <summary>ESME_RINVBCASTMSGCLASS: Broadcast message class is invalid.</summary>
    InvalidBroadcastMessageClass = 0x0000010C,
    /// <summary>ESME_RBCASTFAIL: broadcast_sm operation failed.</summary>
    BroadcastFailed = 0x0000010D,
    /// <summary>ESME_RBCASTQUERYFAIL: query_broadcast_sm failed.</summary>
    BroadcastQueryFailed = 0x0000010E,
    /// <summary>ESME_RBCASTCANCELFAIL: cancel_broadcast_sm failed.</summary>
    BroadcastCancelFailed = 0x0000010F,
    /// <summary>ESME_RINVBCAST_REP: Number of repeated broadcasts is invalid.</summary>
    InvalidBroadcastRepeat = 0x00000110,
    /// <summary>ESME_RINVBCASTSRVGRP: Broadcast service group is invalid.</summary>
    InvalidBroadcastServiceGroup = 0x00000111,
    /// <summary>ESME_RINVBCASTCHANIND: Broadcast channel indicator is invalid.</summary>
    InvalidBroadcastChannel = 0x00000112,
}
