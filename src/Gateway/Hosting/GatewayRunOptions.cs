namespace Gateway.Hosting;

/// <summary>What the command line says about a run.</summary>
/// <param name="Conf">The folder of smpp.toml and its siblings.</param>
/// <param name="Data">The data folder, or null for the configured one.</param>
/// <param name="Listen">HOST:PORT instead of the configured listeners, or null.</param>
public sealed record GatewayRunOptions(string Conf, string? Data = null, string? Listen = null);
