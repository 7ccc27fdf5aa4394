using System.Runtime.CompilerServices;

namespace Fuzz;

/// <summary>Something that must hold for any octets does not.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message);

/// <summary>States what must hold.</summary>
internal static class Hold
{
    public static void That(bool condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!condition)
            throw new BrokenInvariantException(what);
    }

    public static void Same(
        ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, [CallerArgumentExpression(nameof(actual))] string what = "") =>
        That(expected.SequenceEqual(actual), what);

    /// <summary>A slice lies within the octets that it was cut from.</summary>
    public static void Inside(ReadOnlySpan<byte> slice, ReadOnlySpan<byte> whole) =>
        That(slice.IsEmpty || whole.Overlaps(slice, out int offset) && offset >= 0 && offset + slice.Length <= whole.Length);
}
