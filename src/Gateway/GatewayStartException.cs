namespace Gateway;

/// <summary>The gateway cannot start, for a reason its operator can mend.</summary>
/// <param name="message">What, where, what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class GatewayStartException(string message, Exception? inner = null) : Exception(message, inner);
