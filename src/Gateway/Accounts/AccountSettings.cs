using Gateway.Configuration;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Gateway.Accounts;

/// <summary>An account's configuration in the terms of the server library.</summary>
internal static class AccountSettings
{
    public static ServerAccount Of(AccountConfig config, LimitsConfig limits) => new()
    {
        SystemId = config.SystemId,
        Password = config.Password,
        Certificate = config.Certificate,
        Binds = config.Binds,
        TooManyBinds = config.TooManyBinds,
        Takeover = config.Takeover,
        ObeysAddressRange = config.AddressRange,
        Transmitter = config.Transmitter,
        Receiver = config.Receiver,
        Transceiver = config.Transceiver,
        Networks = [.. config.Addresses],
        Session = new SessionOptions
        {
            Version = InterfaceVersion.V50,
            Window = config.DeliverWindow,
            InboundWindow = config.Window,
            BindTimeout = limits.BindTimeout,
            EnquireLink = config.EnquireLink,
            Inactivity = config.Inactivity,
            ResponseTimeout = config.ResponseTimeout,
            Rules = config.Rules == Strictness.Strict ? DecodeRules.Strict : null,
            MostUnanswered = config.MostUnanswered,
        },
    };
}
