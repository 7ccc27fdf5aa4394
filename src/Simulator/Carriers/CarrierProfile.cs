using Smpp.Protocol;

namespace Simulator.Carriers;

/// <summary>
/// How a carrier behaves or misbehaves. Immutable; the built-in ones are in <see cref="CarrierProfiles"/>, changed by <c>with</c>.
/// </summary>
public sealed record CarrierProfile
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in one line.</summary>
    public required string Purpose { get; init; }

    /// <summary>How it writes its ids.</summary>
    public IdForm IdForm { get; init; } = IdForm.Decimal;

    /// <summary>Time from submit_sm to its response.</summary>
    public DelayRange ResponseDelay { get; init; }

    /// <summary>Time from submit_sm to its receipt.</summary>
    public DelayRange ReceiptDelay { get; init; } = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50));

    /// <summary>What becomes of messages.</summary>
    public Weighted<MessageState> Outcomes { get; init; } = new([(MessageState.Delivered, 1)]);

    /// <summary>Receipts carry the TLVs receipted_message_id and message_state beside their text.</summary>
    public bool ReceiptTlvs { get; init; } = true;

    /// <summary>A receipt is written before the response to its submit_sm, window permitting.</summary>
    public bool ReceiptsFirst { get; init; }

    /// <summary>Per cent of submits answered ESME_RTHROTTLED.</summary>
    public double ThrottlePercent { get; init; }

    /// <summary>Submits a second above which the rest is answered ESME_RTHROTTLED; 0 for no limit.</summary>
    public double ThrottleAbove { get; init; }

    /// <summary>Per cent of submits that are dropped without an answer; 100 is a carrier that never answers.</summary>
    public double MutePercent { get; init; }

    /// <summary>Statuses other than ESME_ROK and the per cent of submits that get them.</summary>
    public IReadOnlyList<(CommandStatus Status, double Percent)> Refusals { get; init; } = [];

    /// <summary>Submits after which the session that brought the last one is cut without unbind; 0 for never.</summary>
    public int DisconnectEvery { get; init; }

    /// <summary>Life of a session, after which it is cut without unbind; zero for no limit.</summary>
    public TimeSpan DisconnectAfter { get; init; }

    /// <summary>Mobile-originated messages a second.</summary>
    public double MoRate { get; init; }

    /// <summary>Mobile-originated messages in all; 0 for no end.</summary>
    public long MoCount { get; init; }

    /// <summary>Who sends them.</summary>
    public Address MoFrom { get; init; } = Address.Parse("+447700900999");

    /// <summary>To whom.</summary>
    public Address MoTo { get; init; } = Address.Parse("12345");

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal bool DecidesFate => MutePercent > 0 || ThrottlePercent > 0 || ThrottleAbove > 0 || Refusals.Count > 0;
}

/// <summary>The built-in profiles.</summary>
public static class CarrierProfiles
{
    private static readonly CarrierProfile Default =
        new() { Name = "default", Purpose = "answers at once, decimal ids, receipts within 50 ms" };

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<CarrierProfile> All { get; } =
    [
        Default,
        Default with { Name = "hex", Purpose = "hexadecimal ids", IdForm = IdForm.Hex },
        Default with
        {
            Name = "hex-decimal",
            Purpose = "hexadecimal id in the response, decimal in the receipt",
            IdForm = IdForm.HexThenDecimal,
        },
        Default with { Name = "uuid", Purpose = "UUIDs as ids", IdForm = IdForm.Uuid },
        Default with
        {
            Name = "slow",
            Purpose = "answers after 50 to 200 ms, receipts after 1 to 5 s",
            ResponseDelay = Range(50, 200),
            ReceiptDelay = Range(1000, 5000),
        },
        Default with { Name = "throttling", Purpose = "answers 1 submit in 5 with ESME_RTHROTTLED", ThrottlePercent = 20 },
        Default with { Name = "mute", Purpose = "binds, and never answers a submit", MutePercent = 100 },
        Default with { Name = "lossy", Purpose = "never answers 1 submit in 100", MutePercent = 1 },
        Default with { Name = "flapping", Purpose = "cuts a session after every 1,000 submits", DisconnectEvery = 1000 },
        Default with { Name = "early-receipts", Purpose = "receipts overtake the responses", ReceiptsFirst = true, ReceiptDelay = default },
        Default with
        {
            Name = "failing",
            Purpose = "10 % undeliverable, 5 % expired, 5 % rejected",
            Outcomes = new(
            [
                (MessageState.Delivered, 80), (MessageState.Undeliverable, 10), (MessageState.Expired, 5), (MessageState.Rejected, 5),
            ]),
        },
        Default with
        {
            Name = "refusing",
            Purpose = "refuses 5 % of submits, some for good and some for now",
            Refusals =
            [
                (CommandStatus.InvalidDestinationAddress, 2), (CommandStatus.SubmitFailed, 1),
                (CommandStatus.MessageQueueFull, 1), (CommandStatus.SystemError, 1),
            ],
        },
    ];

    /// <summary>Finds a profile by name, or null.</summary>
    public static CarrierProfile? Find(string name) => All.FirstOrDefault(profile => profile.Name == name);

    private static DelayRange Range(int min, int max) => new(TimeSpan.FromMilliseconds(min), TimeSpan.FromMilliseconds(max));
}
