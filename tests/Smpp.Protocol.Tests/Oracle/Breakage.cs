namespace Smpp.Protocol.Tests.Oracle;

/// <summary>Spoils the octets of a body, so that most of them fail somewhere, and somewhere else each time.</summary>
internal static class Breakage
{
    public static byte[] Of(byte[] body, Random random)
    {
        List<byte> octets = [.. body];
        for (int times = random.Next(3); times >= 0; times--)
            Once(octets, random);
        return [.. octets];
    }

    private static void Once(List<byte> octets, Random random)
    {
        int at = random.Next(octets.Count + 1);
        switch (random.Next(5))
        {
            case 0:
                octets.RemoveRange(at, octets.Count - at);
                break;
            case 1:
                octets.RemoveRange(at, Math.Min(random.Next(5), octets.Count - at));
                break;
            case 2:
                octets.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(30)));
                break;
            case 3:
                octets.Insert(at, 0);
                break;
            default:
                if (at < octets.Count)
                    octets[at] = (byte)random.Next(256);
                break;
        }
    }
}
