using System.Text;
using Simulator.Carriers;
using Smpp.Protocol;

namespace Simulator.Tests;

public class ProfileTests
{
    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("20ms", 20, 20)]
    [InlineData("0ms..50ms", 0, 50)]
    [InlineData("1.5s", 1500, 1500)]
    [InlineData("1s..2m", 1000, 120_000)]
    [InlineData("500us..1ms", 0.5, 1)]
    public void A_delay_is_a_duration_or_a_range_of_two(string text, double min, double max)
    {
        Assert.True(DelayRange.TryParse(text, out var range));
        Assert.Equal(new DelayRange(TimeSpan.FromMilliseconds(min), TimeSpan.FromMilliseconds(max)), range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5ms")]
    [InlineData("50ms..10ms")]
    [InlineData("1ms..2ms..3ms")]
    [InlineData("soon")]
    public void What_is_no_delay_is_refused(string text) => Assert.False(DelayRange.TryParse(text, out _));

    [Fact]
    public void A_delay_stays_within_its_bounds()
    {
        var range = new DelayRange(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50));

        Assert.Equal(10, range.PickMilliseconds(0));
        Assert.Equal(30, range.PickMilliseconds(0.5));
        Assert.InRange(range.PickMilliseconds(0.999999), 49, 50);
    }

    [Fact]
    public void Outcomes_come_in_their_shares()
    {
        Assert.True(WeightedText.TryParseOutcomes("delivrd=90,undeliv=7,EXPIRED=3", out var outcomes));
        var dice = new Dice(7);

        var counts = Enumerable.Range(0, 100_000).CountBy(i => outcomes!.Pick(dice.Cast(i, Throw.Outcome))).ToDictionary();

        Assert.InRange(counts[MessageState.Delivered], 89_000, 91_000);
        Assert.InRange(counts[MessageState.Undeliverable], 6_500, 7_500);
        Assert.InRange(counts[MessageState.Expired], 2_700, 3_300);
    }

    [Theory]
    [InlineData("delivrd=0")]
    [InlineData("enroute=1")]
    [InlineData("delivrd=a")]
    [InlineData("delivrd=1=2")]
    [InlineData("lost")]
    public void Outcomes_that_are_none_are_refused(string text) => Assert.False(WeightedText.TryParseOutcomes(text, out _));

    [Fact]
    public void Refusals_are_statuses_with_percentages()
    {
        Assert.True(WeightedText.TryParseRefusals("ESME_RINVDSTADR=2.5%,esme_rmsgqful=1", out var refusals));

        Assert.Equal([(CommandStatus.InvalidDestinationAddress, 2.5), (CommandStatus.MessageQueueFull, 1)], refusals);
        Assert.False(WeightedText.TryParseRefusals("ESME_RINVDSTADR=60,ESME_RMSGQFUL=60", out _));
        Assert.False(WeightedText.TryParseRefusals("ESME_NONSENSE=1", out _));
    }

    [Fact]
    public void The_same_seed_casts_the_same_and_another_seed_another()
    {
        double[] first = [.. Enumerable.Range(0, 100).Select(i => new Dice(1).Cast(i, Throw.Mute))];

        Assert.Equal(first, Enumerable.Range(0, 100).Select(i => new Dice(1).Cast(i, Throw.Mute)));
        Assert.NotEqual(first, Enumerable.Range(0, 100).Select(i => new Dice(2).Cast(i, Throw.Mute)));
        Assert.NotEqual(first, Enumerable.Range(0, 100).Select(i => new Dice(1).Cast(i, Throw.Outcome)));
        Assert.All(first, cast => Assert.InRange(cast, 0, 0.9999999999));
    }

    [Fact]
    public void Every_built_in_profile_is_found_by_its_name()
    {
        Assert.All(CarrierProfiles.All, profile => Assert.Same(profile, CarrierProfiles.Find(profile.Name)));
        Assert.Equal(CarrierProfiles.All.Count, CarrierProfiles.All.DistinctBy(profile => profile.Name).Count());
        Assert.Null(CarrierProfiles.Find("nonsense"));
    }

    [Theory]
    [InlineData("decimal", "1795468332398459", "1795468332398459")]
    [InlineData("hex", "000660f80c28777b", "000660f80c28777b")]
    [InlineData("hex-upper", "000660F80C28777B", "000660F80C28777B")]
    [InlineData("hex-then-decimal", "000660f80c28777b", "1795468332398459")]
    [InlineData("decimal-then-hex", "1795468332398459", "000660F80C28777B")]
    public void Ids_are_written_as_the_form_says(string name, string inResponse, string inReceipt)
    {
        Assert.True(IdForms.TryParse(name, out var form));

        Assert.Equal(inResponse, ResponseId(form, 0x660F80C28777B));
        Assert.Equal(inReceipt, ReceiptId(form, 0x660F80C28777B));
    }

    [Fact]
    public void Uuids_are_different_and_the_same_for_the_same_number()
    {
        string[] ids = [.. Enumerable.Range(0, 1000).Select(i => ResponseId(IdForm.Uuid, 1_795_468_332_398_459 + i))];

        Assert.Equal(1000, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal(8, Guid.Parse(id).Version));
        Assert.Equal(ids[0], ReceiptId(IdForm.Uuid, 1_795_468_332_398_459));
    }

    private static string ResponseId(IdForm form, long number)
    {
        Span<byte> id = stackalloc byte[IdForms.MaxLength];
        return Encoding.ASCII.GetString(id[..form.WriteResponseId(number, id)]);
    }

    private static string ReceiptId(IdForm form, long number)
    {
        Span<byte> id = stackalloc byte[IdForms.MaxLength];
        return Encoding.ASCII.GetString(id[..form.WriteReceiptId(number, id)]);
    }
}
