using System.Net;
using System.Net.Security;
using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>How the sessions of an upstream bind.</summary>
public enum BindMode : byte
{
    /// <summary>bind_transceiver</summary>
    Transceiver,
    /// <summary>bind_transmitter</summary>
    Transmitter,
    /// <summary>bind_receiver</summary>
    Receiver,
    /// <summary>A transmitter and a receiver for each bind.</summary>
    Pair,
}

/// <summary>One message centre and how to keep bound to it. Immutable; configure with <c>with</c>.</summary>
public sealed record BindPoolOptions
{
    /// <summary>A name for logs.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens: an <see cref="IPEndPoint"/> or a <see cref="DnsEndPoint"/>.</summary>
    public required EndPoint EndPoint { get; init; }

    /// <summary>TLS settings, or null for plain TCP.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>
    /// Opens connections in another way than <see cref="SmppConnector"/> does, for example in memory; null for TCP, with
    /// <see cref="Tls"/> where that is set. It is given the end point and what ends the attempt.
    /// </summary>
    public Func<EndPoint, CancellationToken, ValueTask<Transport>>? Connect { get; init; }

    /// <summary>Our system_id there.</summary>
    public required string SystemId { get; init; }

    /// <summary>Our password there.</summary>
    public required string Password { get; init; }

    /// <summary>system_type</summary>
    public string SystemType { get; init; } = "";

    /// <summary>How to bind.</summary>
    public BindMode Mode { get; init; }

    /// <summary>Sessions to keep bound (pairs, in <see cref="BindMode.Pair"/>). 1..1,000.</summary>
    public int Binds { get; init; } = 1;

    /// <summary>Limits and timers of each session.</summary>
    public SessionOptions Session { get; init; } = SessionOptions.Default;

    /// <summary>Time for connecting, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait before binding again; doubles, with full jitter.</summary>
    public TimeSpan ReconnectMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before binding again.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(60);
}
