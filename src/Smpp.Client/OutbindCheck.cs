using System.Security.Cryptography;
using System.Text;
using Smpp.Protocol;

namespace Smpp.Client;

/// <summary>Whether an outbind is the expected one; takes as long for any answer, so that its time tells nothing.</summary>
internal sealed class OutbindCheck(string systemId, string password)
{
    private readonly byte[] _systemId = Digest(systemId);
    private readonly byte[] _password = Digest(password);

    public bool Admits(Outbind outbind) =>
        // Both are compared always, and by digests, which have one length.
        CryptographicOperations.FixedTimeEquals(Digest(outbind.SystemId), _systemId)
        & CryptographicOperations.FixedTimeEquals(Digest(outbind.Password), _password);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.Latin1.GetBytes(text));
}
