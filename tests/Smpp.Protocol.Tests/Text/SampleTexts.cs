using CsCheck;

namespace Smpp.Protocol.Tests;

/// <summary>Texts of all the kinds that cutting and choosing have to do with.</summary>
internal static class SampleTexts
{
    private static readonly string[] Pieces =
    [
        "a", "€", "{", "@", "\r\n", "ç", "ş", "\u0915\u094D\u0937\u093F", "\u0966", "漢", "ж", "😀", "e\u0301\u0323",
        "👨‍👩‍👧‍👦", "🇩🇪", "👍🏽", "カ", "한",
    ];

    /// <summary>Well-formed texts of up to some 600 characters that use few or many kinds of characters.</summary>
    public static Gen<string> Any { get; } =
        Gen.Select(Gen.Int[0, Pieces.Length - 1].Array[0, 4], Gen.Int[0, 3].Array[0, 300], (alphabet, letters) =>
            string.Concat(letters.Select(letter => alphabet.Length == 0 ? "x" : Pieces[alphabet[letter % alphabet.Length]])));
}
