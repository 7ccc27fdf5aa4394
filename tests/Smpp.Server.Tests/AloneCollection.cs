namespace Smpp.Server.Tests;

/// <summary>Tests that take most of the machine run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
