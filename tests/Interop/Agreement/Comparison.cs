using System.Text.Json;

namespace Interop.Agreement;

/// <summary>Holds what tshark shows of PDUs against what it has to show, the known differences allowed for.</summary>
internal sealed class Comparison(KnownDifference[] known)
{
    private readonly int[] _met = new int[known.Length];

    /// <summary>What differs and is in no list.</summary>
    public List<string> Unexplained { get; } = [];

    /// <summary>What is in the list and did not occur.</summary>
    public IEnumerable<string> NeverMet => known.Where((_, index) => _met[index] == 0).Select(difference => difference.Where);

    /// <param name="number">The PDU's number, for messages.</param>
    /// <param name="pdu">What <c>smpp decode</c> says of it.</param>
    /// <param name="octets">Its length.</param>
    /// <param name="shown">What tshark shows of it.</param>
    public void Add(int number, JsonElement pdu, int octets, Shown[] shown)
    {
        Shown[] due = [.. Due(pdu, octets, out bool losesItsPlace)];
        Shown[] there = [.. shown.Where(field => !IsAdded(field))];
        if (losesItsPlace)
            there = [.. there.Take(due.Length)];
        int at = due.Zip(there).TakeWhile(pair => pair.First == pair.Second).Count();
        if (at < due.Length || at < there.Length)
            Unexplained.Add($"{number} {pdu.GetProperty("command")}: {At(due, at)} expected, tshark shows {At(there, at)}");
    }

    private static string At(Shown[] fields, int index) => index < fields.Length ? fields[index].ToString() : "nothing";

    private List<Shown> Due(JsonElement pdu, int octets, out bool losesItsPlace)
    {
        losesItsPlace = false;
        var due = new List<Shown>();
        foreach (var (part, field) in Expected.Of(pdu, octets))
        {
            int index = Array.FindIndex(known, difference => difference.Concerns(pdu, part, field));
            if (index < 0)
            {
                due.Add(field);
                continue;
            }
            _met[index]++;
            if (known[index].Instead(field) is { } instead)
                due.Add(instead);
            if (!known[index].LosesItsPlace)
                continue;
            losesItsPlace = true;
            break;
        }
        return due;
    }

    private bool IsAdded(Shown field)
    {
        int index = Array.FindIndex(known, difference => difference.Adds == field.Field);
        if (index >= 0)
            _met[index]++;
        return index >= 0;
    }
}
