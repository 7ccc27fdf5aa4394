using System.Text.Json;
using Smpp.Session;

namespace Sessions.Throughput;

/// <summary>The processes of the suite: each reads orders from its standard input, one a line, and writes one line for each.</summary>
internal static class Roles
{
    /// <summary>Answers until its standard input ends; each line asks what it has used up.</summary>
    public static async Task<int> CentreAsync()
    {
        ProcessorTurns.Take();
        await using var centre = new Centre();
        Console.WriteLine($"ready {centre.ServerPort} {centre.CentrePort} {centre.EchoPort}");
        while (await Console.In.ReadLineAsync() is not null)
            Console.WriteLine(JsonSerializer.Serialize(Usage.Now(), FigureJson.Default.Usage));
        return 0;
    }

    /// <summary>Runs an order for each line. With a centre of its own in the same process the order's port does not matter.</summary>
    public static async Task<int> CustomerAsync(bool withCentre)
    {
        ProcessorTurns.Take();
        await using var centre = withCentre ? new Centre() : null;
        using var customer = new Customer();
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var order = JsonSerializer.Deserialize(line, FigureJson.Default.RunOrder)!;
            if (centre is not null)
                order = order with { Port = centre.PortOf(order.Pair) };
            Console.WriteLine(JsonSerializer.Serialize(await customer.RunAsync(order), FigureJson.Default.RunResult));
        }
        return 0;
    }
}
