namespace Fuzz.Targets;

/// <summary>A time as characters. What can be read and is a point in time is written as it was read.</summary>
internal sealed class TimesTarget : IFuzzTarget
{
    private static readonly DateTimeOffset Now = new(2026, 2, 28, 23, 59, 59, TimeSpan.FromHours(5.75));

    public string Name => "times";

    public IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "020610233429000R", "261123203701000+", "991231235959948-", "240229", "000000000000000R", "48+", "12", "31", "R" }
            .Select(System.Text.Encoding.ASCII.GetBytes)];

    public void Run(ReadOnlySpan<byte> input)
    {
        Span<byte> written = stackalloc byte[SmppTime.Length];
        if (!SmppTime.TryParse(input, out SmppTime time))
        {
            Hold.That(time == default);
            Hold.That(!SmppTime.TryParse(input, Now, out _));
            return;
        }
        Hold.That(time.TryResolve(Now, out DateTimeOffset point));
        Hold.That(SmppTime.TryParse(input, Now, out DateTimeOffset same) && same == point);
        if (time.IsRelative)
        {
            Hold.That(point >= Now);
            Hold.That(SmppTime.WriteRelative(written, Now, point) == SmppTime.Length);
            Hold.That(SmppTime.TryParse(written, out SmppTime again) && again.IsRelative);
            Hold.That(again.TryResolve(Now, out DateTimeOffset reached) && reached <= point);
            return;
        }
        Hold.That(point.Offset == time.Offset);
        Hold.That(SmppTime.WriteAbsolute(written, point) == SmppTime.Length);
        if (input.Length == SmppTime.Length && !(time.Offset == TimeSpan.Zero && input[^1] == '-'))
            Hold.Same(input, written);
        Hold.That(SmppTime.TryParse(written, out SmppTime read) && read == time);
    }
}
