namespace Smpp.Protocol.Tests.Oracle;

/// <summary>Spoils the octets of a body, so that most of them fail somewhere, and somewhere else each time; or makes up any.</summary>
internal static class Breakage
{
    public static byte[] Of(byte[] body, Random random)
    {
        if (random.Next(8) == 0)
            return Any(random);
        List<byte> octets = [.. body];
        for (int times = random.Next(3); times >= 0; times--)
            Once(octets, random);
        return [.. octets];
    }

    /// <summary>Octets of few values, so that NULs, short lengths and small counts abound.</summary>
    private static byte[] Any(Random random)
    {
        int values = 1 << random.Next(1, 9);
        byte[] octets = new byte[random.Next(120)];
        foreach (ref byte octet in octets.AsSpan())
            octet = (byte)random.Next(values);
        return octets;
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
