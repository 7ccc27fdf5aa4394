using Smpp.Client;
using Smpp.Protocol;

namespace Gateway.Upstreams;

/// <summary>An upstream's configuration in the terms of the libraries.</summary>
/// <param name="Pool">How to bind.</param>
/// <param name="Rate">Segments a second, 0 = unlimited.</param>
/// <param name="ReceiptId">How its receipts write its ids.</param>
internal sealed record UpstreamSettings(BindPoolOptions Pool, int Rate, ReceiptIdForm ReceiptId);
