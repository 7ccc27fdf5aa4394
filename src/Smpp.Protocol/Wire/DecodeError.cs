namespace Smpp.Protocol;

/// <summary>Why a field could not be read.</summary>
public enum DecodeFault : byte
{
    /// <summary>No fault.</summary>
    None,
    /// <summary>The PDU ends inside or before the field.</summary>
    Truncated,
    /// <summary>A C-Octet string has no NUL within its maximum (v3.4 §3.1).</summary>
    TooLong,
    /// <summary>The field's value is not one the specification allows.</summary>
    BadValue,
    /// <summary>The field's length is not one the specification allows.</summary>
    BadLength,
    /// <summary>A TLV that the operation requires is absent.</summary>
    Missing,
    /// <summary>Octets are left over that form no TLV.</summary>
    TrailingOctets,
    /// <summary>A TLV that contradicts another part of the PDU.</summary>
    NotAllowed,
}

/// <summary>What reading a PDU by <see cref="DecodeRules"/> came to.</summary>
/// <param name="Error">The field at fault; none when the PDU could be read.</param>
/// <param name="Used">What had to be tolerated, to be counted.</param>
public readonly record struct DecodeReport(DecodeError Error, Leniency Used);

/// <summary>What is wrong with a PDU body: which field, how, and where. Decoding returns it, never throws.</summary>
/// <param name="Field">The field, by the specification's name.</param>
/// <param name="Fault">What is wrong with it.</param>
/// <param name="Offset">Octets from the start of the body to where reading stopped.</param>
public readonly record struct DecodeError(PduField Field, DecodeFault Fault, int Offset)
{
    /// <summary>The command_status that the operation's response carries (v5.0 §2.8.2, §4.7.6).</summary>
    public CommandStatus ToStatus() => Field switch
    {
        PduField.None => CommandStatus.Ok,
        PduField.ServiceType => CommandStatus.InvalidServiceType,
        PduField.SourceAddrTon => CommandStatus.InvalidSourceTon,
        PduField.SourceAddrNpi => CommandStatus.InvalidSourceNpi,
        PduField.SourceAddr => CommandStatus.InvalidSourceAddress,
        PduField.DestAddrTon => CommandStatus.InvalidDestinationTon,
        PduField.DestAddrNpi => CommandStatus.InvalidDestinationNpi,
        PduField.DestinationAddr => CommandStatus.InvalidDestinationAddress,
        PduField.EsmClass => CommandStatus.InvalidEsmClass,
        PduField.PriorityFlag => CommandStatus.InvalidPriority,
        PduField.ScheduleDeliveryTime => CommandStatus.InvalidSchedule,
        PduField.ValidityPeriod => CommandStatus.InvalidExpiry,
        PduField.RegisteredDelivery => CommandStatus.InvalidRegisteredDelivery,
        PduField.ReplaceIfPresentFlag => CommandStatus.InvalidReplaceFlag,
        PduField.SmDefaultMsgId => CommandStatus.InvalidDefaultMessage,
        PduField.SmLength or PduField.ShortMessage => CommandStatus.InvalidMessageLength,
        PduField.SystemId => CommandStatus.InvalidSystemId,
        PduField.Password => CommandStatus.InvalidPassword,
        PduField.SystemType => CommandStatus.InvalidSystemType,
        PduField.MessageId => CommandStatus.InvalidMessageId,
        PduField.NumberOfDests => CommandStatus.InvalidNumberOfDestinations,
        PduField.DestFlag or PduField.DestAddress => CommandStatus.InvalidDestinationFlag,
        PduField.DlName => CommandStatus.InvalidDistributionList,
        PduField.Tlv => Fault switch
        {
            DecodeFault.BadLength or DecodeFault.TooLong => CommandStatus.InvalidTlvLength,
            DecodeFault.BadValue => CommandStatus.InvalidTlvValue,
            DecodeFault.Missing => CommandStatus.MissingTlv,
            DecodeFault.NotAllowed => CommandStatus.TlvNotAllowed,
            _ => CommandStatus.InvalidTlvStream,
        },
        _ => CommandStatus.InvalidCommandLength,
    };

    /// <inheritdoc/>
    public override string ToString() => Fault == DecodeFault.None ? "none" : $"{Field} at octet {Offset}: {Fault}";
}
