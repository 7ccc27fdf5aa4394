namespace Fuzz;

/// <summary>The corpus and every find of the past, over again in each run of the tests.</summary>
public class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_of_the_corpus_holds(string name)
    {
        IFuzzTarget target = FuzzTargets.Named(name);
        IReadOnlyList<byte[]> inputs = Corpus.Of(name);
        using var guarded = new GuardedInput();

        Assert.NotEmpty(inputs);
        foreach (byte[] input in inputs)
            target.Run(guarded.Place(input));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Mutations_of_the_corpus_hold(string name)
    {
        IFuzzTarget target = FuzzTargets.Named(name);
        IReadOnlyList<byte[]> inputs = Corpus.Of(name);
        var mutator = new Mutator(seed: 1, target.Words);
        using var guarded = new GuardedInput();

        for (int times = 0; times < 5000; times++)
            target.Run(guarded.Place(mutator.Next(inputs)));
    }
}
