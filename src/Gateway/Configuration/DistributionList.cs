using Routing;

namespace Gateway.Configuration;

/// <summary>One of an account's <c>lists</c>: the numbers that a submit_multi means by a dl_name.</summary>
/// <param name="Name">The dl_name, up to 20 characters.</param>
/// <param name="Numbers">The numbers, each an address.</param>
public sealed record DistributionList(string Name, ConfigList<string> Numbers);
