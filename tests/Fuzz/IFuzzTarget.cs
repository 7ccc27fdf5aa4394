namespace Fuzz;

/// <summary>Something of the library that takes octets of strangers, and what must hold whatever they are.</summary>
internal interface IFuzzTarget
{
    /// <summary>What comes after <c>./build.sh fuzz</c>, and the corpus file's name.</summary>
    string Name { get; }

    /// <summary>Octets that mean something to the code under test, for the mutator to strew in.</summary>
    IReadOnlyList<byte[]> Words { get; }

    /// <summary>Runs the code over the octets. An exception is a find.</summary>
    void Run(ReadOnlySpan<byte> input);
}
