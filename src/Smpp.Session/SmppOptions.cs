using Microsoft.Extensions.Logging;
using Smpp.Protocol;

namespace Smpp.Session;

/// <summary>
/// What the options of a client and of a message centre have in common. Settable, so that configuration can be bound to them; whoever is
/// made of them reads them once, when it is made.
/// </summary>
public abstract class SmppOptions
{
    /// <summary>A name for logs, metrics and health checks.</summary>
    public string Name { get; set; } = "smpp";

    /// <summary>Limits and timers of each session; the properties below change single ones of them.</summary>
    // An object of its own: configuration is bound into the one that is there, and the defaults are everybody's.
    public SessionOptions Session { get; set; } = new();

    /// <inheritdoc cref="SessionOptions.Window"/>
    public int Window { get => Session.Window; set => Session = Session with { Window = value }; }

    /// <inheritdoc cref="SessionOptions.InboundWindow"/>
    public int InboundWindow { get => Session.InboundWindow; set => Session = Session with { InboundWindow = value }; }

    /// <inheritdoc cref="SessionOptions.Version"/>
    public InterfaceVersion Version { get => Session.Version; set => Session = Session with { Version = value }; }

    /// <inheritdoc cref="SessionOptions.EnquireLink"/>
    public TimeSpan EnquireLink { get => Session.EnquireLink; set => Session = Session with { EnquireLink = value }; }

    /// <inheritdoc cref="SessionOptions.ResponseTimeout"/>
    public TimeSpan ResponseTimeout { get => Session.ResponseTimeout; set => Session = Session with { ResponseTimeout = value }; }

    /// <inheritdoc cref="SessionOptions.MostUnanswered"/>
    public int MostUnanswered { get => Session.MostUnanswered; set => Session = Session with { MostUnanswered = value }; }

    /// <summary>Where the log goes; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>What the options are of, in the words of <see cref="Validate"/>: "client" or "server".</summary>
    protected abstract string Kind { get; }

    /// <summary>What is wrong with these options, one sentence for each fault, which names the option; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate() =>
        [.. Session.Validate().Concat(Faults()).Select(fault => $"SMPP {Kind} '{Name}': {fault}")];

    /// <summary>What is wrong with the options that only this kind has.</summary>
    protected abstract IEnumerable<string> Faults();
}
