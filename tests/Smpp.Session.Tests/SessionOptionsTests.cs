using System.Globalization;
using Smpp.Protocol;

namespace Smpp.Session.Tests;

public class SessionOptionsTests
{
    [Fact]
    public void A_time_that_no_timer_can_wait_for_is_refused()
    {
        var longest = SessionOptions.MaxDuration;
        Assert.Empty(All(longest).Validate());

        var faults = All(TimeSpan.MaxValue).Validate().ToArray();
        Assert.Equal(8, faults.Length);
        Assert.All(faults, fault => Assert.EndsWith("it must be at most 24 days.", fault, StringComparison.Ordinal));
        Assert.Single((SessionOptions.Default with { Inactivity = longest + TimeSpan.FromTicks(1) }).Validate());
    }

    [Fact]
    public void A_time_of_zero_turns_off_what_can_be_off_and_is_a_fault_elsewhere()
    {
        Assert.Equal(
            ["BindTimeout", "ResponseTimeout", "PartialPduTimeout", "StalledWriteTimeout"],
            All(TimeSpan.Zero).Validate().Select(fault => fault.Split(' ')[0]));
        Assert.Equal(8, All(Timeout.InfiniteTimeSpan).Validate().Count());
    }

    [Theory]
    [InlineData("-00:00:01", false, "must be longer than zero.")]
    [InlineData("-00:00:01", true, "must not be negative.")]
    [InlineData("00:00:00", false, "must be longer than zero.")]
    [InlineData("00:00:00", true, null)]
    [InlineData("24.00:00:00", false, null)]
    [InlineData("24.00:00:00.0000001", true, "must be at most 24 days.")]
    public void The_fault_of_a_duration_names_its_option_and_its_value(string duration, bool mayBeZero, string? fault)
    {
        var value = TimeSpan.Parse(duration, CultureInfo.InvariantCulture);

        string[] expected = fault is null ? [] : [$"Wait is {value}; it {fault}"];
        Assert.Equal(expected, SessionOptions.DurationFaults(("Good", TimeSpan.FromSeconds(1), false), ("Wait", value, mayBeZero)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(1_023, 1)]
    [InlineData(1_024, 0)]
    public void An_output_that_holds_no_answers_is_refused(int limit, int faults) =>
        Assert.Equal(faults, (SessionOptions.Default with { OutputLimit = limit }).Validate().Count());

    [Theory]
    [InlineData(InterfaceVersion.V33, 0)]
    [InlineData(InterfaceVersion.V34, 0)]
    [InlineData(InterfaceVersion.V50, 1)]
    [InlineData((InterfaceVersion)0, 1)]
    public void Who_names_no_version_counts_as_3_3_or_3_4_and_nothing_else(InterfaceVersion version, int faults) =>
        Assert.Equal(faults, (SessionOptions.Default with { UnnamedVersion = version }).Validate().Count());

    private static SessionOptions All(TimeSpan time) => new()
    {
        BindTimeout = time,
        EnquireLink = time,
        EnquireLinkTimeout = time,
        Inactivity = time,
        ResponseTimeout = time,
        PartialPduTimeout = time,
        StalledWriteTimeout = time,
        UnbindTimeout = time,
    };
}
