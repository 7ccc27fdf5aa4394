using System.Net;
using Smpp.Protocol;

namespace Simulator.Customers;

/// <summary>The kinds of messages that a loading customer sends.</summary>
public enum MessageKind
{
    /// <summary>One message of 100 characters of the default alphabet.</summary>
    Gsm7,
    /// <summary>One UCS-2 message with characters beyond the basic plane.</summary>
    Ucs2,
    /// <summary>A text of three parts joined by a user data header: three submits.</summary>
    Long,
    /// <summary>One message of 24 characters of the default alphabet.</summary>
    Short,
    /// <summary>One message of 160 characters of the default alphabet, an octet each.</summary>
    Full,
}

/// <summary>One run of a loading customer.</summary>
public sealed record LoadOptions
{
    /// <summary>The message centre.</summary>
    public required EndPoint Target { get; init; }

    /// <summary>system_id</summary>
    public required string SystemId { get; init; }

    /// <summary>password</summary>
    public required string Password { get; init; }

    /// <summary>How to bind; a transmitter gets no receipts.</summary>
    public CommandId Bind { get; init; } = CommandId.BindTransceiver;

    /// <summary>Sessions.</summary>
    public int Binds { get; init; } = 1;

    /// <summary>Unanswered submits a session.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Submits in all; 0 for as many as <see cref="Duration"/> allows.</summary>
    public long Messages { get; init; }

    /// <summary>Time after which no further message is submitted; zero for no limit.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>When cancelled, no further message is submitted; those that were still get their answers and receipts.</summary>
    public CancellationToken LastCall { get; init; }

    /// <summary>Submits a second, whatever the answers do (open loop); 0 to submit whenever the window has room (closed loop).</summary>
    public double Rate { get; init; }

    /// <summary>Time at the beginning whose submits do not count in the latencies: both sides are still being compiled then.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Ask for receipts and wait for all of them.</summary>
    public bool Receipts { get; init; }

    /// <summary>Time without any receipt after which those that are missing are given up.</summary>
    public TimeSpan ReceiptTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The kinds of messages, in turn.</summary>
    public IReadOnlyList<MessageKind> Mix { get; init; } = [MessageKind.Gsm7];

    /// <summary>The source address.</summary>
    public Address From { get; init; } = Address.Parse("LOAD");

    /// <summary>The digits that every destination begins with; the rest, up to 12 digits, is counted up.</summary>
    public string ToPrefix { get; init; } = "447700";

    /// <summary>Stands in every text beside its number, so that no two runs send the same; null for one at random.</summary>
    public string? Run { get; init; }

    /// <summary>The customer's ledger, or null for none.</summary>
    public string? Ledger { get; init; }

    /// <summary>Time between two reports of progress.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bind again when a session ends, and go on; what was unanswered counts as unknown.</summary>
    public bool Reconnect { get; init; }
}
