using System.Buffers.Binary;
using System.Net;

namespace Cli.Capture;

/// <summary>An address and a port, as a key that costs no object.</summary>
internal readonly record struct TcpEndPoint(UInt128 Address, bool IsV6, ushort Port)
{
    public override string ToString()
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, Address);
        return new IPEndPoint(new IPAddress(IsV6 ? octets : octets[12..]), Port).ToString();
    }
}
