namespace Smpp.Protocol;

/// <summary>Names and meanings of command_status values.</summary>
public static class CommandStatuses
{
    extension(CommandStatus status)
    {
        /// <summary>The specification's name, such as <c>ESME_RTHROTTLED</c>, or the number as <c>0x00000400</c>.</summary>
        public string Name => Describe(status).Name ?? $"0x{(uint)status:x8}";

        /// <summary>What the specification says it means, in a few words.</summary>
        public string Meaning => Describe(status).Meaning ?? "Reserved or vendor-specific status";

        /// <summary>What a refused sender should do.</summary>
        public RetryClass Retry => status switch
        {
            CommandStatus.Ok => RetryClass.Success,
            CommandStatus.Throttled or CommandStatus.MessageQueueFull => RetryClass.Throttled,
            CommandStatus.SystemError or CommandStatus.ReceiverTemporaryError or CommandStatus.ServiceTypeUnavailable =>
                RetryClass.Temporary,
            CommandStatus.InvalidBindStatus => RetryClass.Rebind,
            CommandStatus.SubmitFailed or CommandStatus.DeliveryFailure or CommandStatus.UnknownError => RetryClass.Undecided,
            _ => Describe(status).Name is null ? RetryClass.Undecided : RetryClass.Permanent,
        };

        /// <summary>True when the same PDU may be taken later: throttled, temporary, or after another bind.</summary>
        public bool IsTemporary => status.Retry is RetryClass.Throttled or RetryClass.Temporary or RetryClass.Rebind;

        /// <summary>
        /// The value that a peer of a version knows: v5.0's own ones become what v3.4 said instead, and the TLV errors of v3.4 what
        /// v3.3 can understand. Values of vendors stay.
        /// </summary>
        /// <param name="version">The version both sides speak.</param>
        public CommandStatus ForVersion(InterfaceVersion version)
        {
            if (version >= InterfaceVersion.V50)
                return status;
            CommandStatus older = ForV34(status);
            return version >= InterfaceVersion.V34 || older is < CommandStatus.InvalidTlvStream or > CommandStatus.InvalidTlvValue
                ? older
                : CommandStatus.InvalidCommandLength;
        }
    }

    /// <summary>The value with the specification's name (<c>ESME_RTHROTTLED</c>, case ignored); false for an unknown name.</summary>
    public static bool TryParse(string name, out CommandStatus status)
    {
        foreach (var candidate in Enum.GetValues<CommandStatus>())
        {
            if (string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                status = candidate;
                return true;
            }
        }
        status = default;
        return false;
    }

    private static CommandStatus ForV34(CommandStatus status) => status switch
    {
        CommandStatus.ServiceTypeUnauthorized or CommandStatus.ServiceTypeDenied => CommandStatus.InvalidServiceType,
        CommandStatus.ServiceTypeUnavailable => CommandStatus.SystemError,
        CommandStatus.Prohibited => CommandStatus.InvalidCommandId,
        CommandStatus.InvalidDataCoding => CommandStatus.InvalidEsmClass,
        CommandStatus.InvalidSourceSubunit => CommandStatus.InvalidSourceAddress,
        CommandStatus.InvalidDestinationSubunit => CommandStatus.InvalidDestinationAddress,
        >= CommandStatus.InvalidBroadcastFrequency and <= CommandStatus.InvalidBroadcastChannel => CommandStatus.UnknownError,
        _ => status,
    };

    private static (string? Name, string? Meaning) Describe(CommandStatus status) => status switch
    {
        CommandStatus.Ok => ("ESME_ROK", "No error"),
        CommandStatus.InvalidMessageLength => ("ESME_RINVMSGLEN", "Message length is invalid"),
        CommandStatus.InvalidCommandLength => ("ESME_RINVCMDLEN", "Command length is invalid"),
        CommandStatus.InvalidCommandId => ("ESME_RINVCMDID", "Invalid command id"),
        CommandStatus.InvalidBindStatus => ("ESME_RINVBNDSTS", "Incorrect bind status for the given command"),
        CommandStatus.AlreadyBound => ("ESME_RALYBND", "ESME already in bound state"),
        CommandStatus.InvalidPriority => ("ESME_RINVPRTFLG", "Invalid priority flag"),
        CommandStatus.InvalidRegisteredDelivery => ("ESME_RINVREGDLVFLG", "Invalid registered delivery flag"),
        CommandStatus.SystemError => ("ESME_RSYSERR", "System error"),
        CommandStatus.InvalidSourceAddress => ("ESME_RINVSRCADR", "Invalid source address"),
        CommandStatus.InvalidDestinationAddress => ("ESME_RINVDSTADR", "Invalid destination address"),
        CommandStatus.InvalidMessageId => ("ESME_RINVMSGID", "Message id is invalid"),
        CommandStatus.BindFailed => ("ESME_RBINDFAIL", "Bind failed"),
        CommandStatus.InvalidPassword => ("ESME_RINVPASWD", "Invalid password"),
        CommandStatus.InvalidSystemId => ("ESME_RINVSYSID", "Invalid system id"),
        CommandStatus.CancelFailed => ("ESME_RCANCELFAIL", "cancel_sm failed"),
        CommandStatus.ReplaceFailed => ("ESME_RREPLACEFAIL", "replace_sm failed"),
        CommandStatus.MessageQueueFull => ("ESME_RMSGQFUL", "Message queue full"),
        CommandStatus.InvalidServiceType => ("ESME_RINVSERTYP", "Invalid service type"),
        CommandStatus.InvalidNumberOfDestinations => ("ESME_RINVNUMDESTS", "Invalid number of destinations"),
        CommandStatus.InvalidDistributionList => ("ESME_RINVDLNAME", "Invalid distribution list name"),
        CommandStatus.InvalidDestinationFlag => ("ESME_RINVDESTFLAG", "Destination flag is invalid"),
        CommandStatus.InvalidSubmitWithReplace => ("ESME_RINVSUBREP", "Submit with replace is not supported or not allowed"),
        CommandStatus.InvalidEsmClass => ("ESME_RINVESMCLASS", "Invalid esm_class"),
        CommandStatus.CannotSubmitToList => ("ESME_RCNTSUBDL", "Cannot submit to distribution list"),
        CommandStatus.SubmitFailed => ("ESME_RSUBMITFAIL", "submit_sm, data_sm or submit_multi failed"),
        CommandStatus.InvalidSourceTon => ("ESME_RINVSRCTON", "Invalid source address TON"),
        CommandStatus.InvalidSourceNpi => ("ESME_RINVSRCNPI", "Invalid source address NPI"),
        CommandStatus.InvalidDestinationTon => ("ESME_RINVDSTTON", "Invalid destination address TON"),
        CommandStatus.InvalidDestinationNpi => ("ESME_RINVDSTNPI", "Invalid destination address NPI"),
        CommandStatus.InvalidSystemType => ("ESME_RINVSYSTYP", "Invalid system_type"),
        CommandStatus.InvalidReplaceFlag => ("ESME_RINVREPFLAG", "Invalid replace_if_present_flag"),
        CommandStatus.InvalidNumberOfMessages => ("ESME_RINVNUMMSGS", "Invalid number of messages"),
        CommandStatus.Throttled => ("ESME_RTHROTTLED", "Throttling: the ESME has exceeded its message limits"),
        CommandStatus.InvalidSchedule => ("ESME_RINVSCHED", "Invalid scheduled delivery time"),
        CommandStatus.InvalidExpiry => ("ESME_RINVEXPIRY", "Invalid validity period"),
        CommandStatus.InvalidDefaultMessage => ("ESME_RINVDFTMSGID", "Predefined message is invalid or not found"),
        CommandStatus.ReceiverTemporaryError => ("ESME_RX_T_APPN", "ESME receiver temporary application error"),
        CommandStatus.ReceiverPermanentError => ("ESME_RX_P_APPN", "ESME receiver permanent application error"),
        CommandStatus.ReceiverRejected => ("ESME_RX_R_APPN", "ESME receiver rejects the message"),
        CommandStatus.QueryFailed => ("ESME_RQUERYFAIL", "query_sm request failed"),
        CommandStatus.InvalidTlvStream => ("ESME_RINVTLVSTREAM", "Error in the optional part of the PDU body"),
        CommandStatus.TlvNotAllowed => ("ESME_RTLVNOTALLWD", "TLV not allowed"),
        CommandStatus.InvalidTlvLength => ("ESME_RINVTLVLEN", "Invalid TLV length"),
        CommandStatus.MissingTlv => ("ESME_RMISSINGTLV", "Expected TLV missing"),
        CommandStatus.InvalidTlvValue => ("ESME_RINVTLVVAL", "Invalid TLV value"),
        CommandStatus.DeliveryFailure => ("ESME_RDELIVERYFAILURE", "Transaction delivery failure"),
        CommandStatus.UnknownError => ("ESME_RUNKNOWNERR", "Unknown error"),
        CommandStatus.ServiceTypeUnauthorized => ("ESME_RSERTYPUNAUTH", "ESME not authorised to use the specified service_type"),
        CommandStatus.Prohibited => ("ESME_RPROHIBITED", "ESME prohibited from using the specified operation"),
        CommandStatus.ServiceTypeUnavailable => ("ESME_RSERTYPUNAVAIL", "Specified service_type is unavailable"),
        CommandStatus.ServiceTypeDenied => ("ESME_RSERTYPDENIED", "Specified service_type is denied"),
        CommandStatus.InvalidDataCoding => ("ESME_RINVDCS", "Invalid data coding scheme"),
        CommandStatus.InvalidSourceSubunit => ("ESME_RINVSRCADDRSUBUNIT", "Source address subunit is invalid"),
        CommandStatus.InvalidDestinationSubunit => ("ESME_RINVDSTADDRSUBUNIT", "Destination address subunit is invalid"),
        CommandStatus.InvalidBroadcastFrequency => ("ESME_RINVBCASTFREQINT", "Broadcast frequency interval is invalid"),
        CommandStatus.InvalidBroadcastAlias => ("ESME_RINVBCASTALIAS_NAME", "Broadcast alias name is invalid"),
        CommandStatus.InvalidBroadcastAreaFormat => ("ESME_RINVBCASTAREAFMT", "Broadcast area format is invalid"),
        CommandStatus.InvalidNumberOfBroadcastAreas => ("ESME_RINVNUMBCAST_AREAS", "Number of broadcast areas is invalid"),
        CommandStatus.InvalidBroadcastContentType => ("ESME_RINVBCASTCNTTYPE", "Broadcast content type is invalid"),
        CommandStatus.InvalidBroadcastMessageClass => ("ESME_RINVBCASTMSGCLASS", "Broadcast message class is invalid"),
        CommandStatus.BroadcastFailed => ("ESME_RBCASTFAIL", "broadcast_sm operation failed"),
        CommandStatus.BroadcastQueryFailed => ("ESME_RBCASTQUERYFAIL", "query_broadcast_sm failed"),
        CommandStatus.BroadcastCancelFailed => ("ESME_RBCASTCANCELFAIL", "cancel_broadcast_sm failed"),
        CommandStatus.InvalidBroadcastRepeat => ("ESME_RINVBCAST_REP", "Number of repeated broadcasts is invalid"),
        CommandStatus.InvalidBroadcastServiceGroup => ("ESME_RINVBCASTSRVGRP", "Broadcast service group is invalid"),
        CommandStatus.InvalidBroadcastChannel => ("ESME_RINVBCASTCHANIND", "Broadcast channel indicator is invalid"),
        _ => default,
    };
}
