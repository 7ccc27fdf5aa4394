using System.Net;
using Microsoft.Extensions.Time.Testing;
using Simulator.Customers;

namespace Simulator.Tests;

public class LoadMeterTests
{
    [Fact]
    public void Off_a_terminal_a_line_comes_every_few_seconds()
    {
        Assert.Equal(
            "submitted 1,005 of 10,000, answered 1,000, receipts 7\nsubmitted 1,010 of 10,000, answered 1,000, receipts 7\n",
            Run(isTerminal: false));
    }

    [Fact]
    public void On_a_terminal_one_line_is_written_over_and_over()
    {
        string written = Run(isTerminal: true);

        Assert.Equal(12, written.Split('\r').Length - 1);
        Assert.EndsWith("\rsubmitted 1,012 of 10,000, answered 1,000, receipts 7 \n", written, StringComparison.Ordinal);
    }

    /// <summary>What is written in twelve seconds with a report in each.</summary>
    private static string Run(bool isTerminal)
    {
        var time = new FakeTimeProvider();
        using var output = new StringWriter { NewLine = "\n" };
        var options = new LoadOptions
        {
            Target = new IPEndPoint(IPAddress.Loopback, 1),
            SystemId = "demo",
            Password = "demo",
            Messages = 10_000,
            Receipts = true,
        };
        var meter = new LoadMeter(options, output, isTerminal, time);
        for (int second = 1; second <= 12; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            meter.Report(new LoadProgress(1000 + second, 1000, 7));
        }
        meter.End();
        return output.ToString();
    }
}
