using System.Globalization;
using System.Text;
using Smpp.Protocol;

namespace Simulation;

/// <summary>Requests of every kind, with a number in them.</summary>
internal static class Requests
{
    /// <summary>Begins the text of a message that is awaited; one that is not has its number alone.</summary>
    public const byte Mark = (byte)'a';

    private static readonly Address Somebody = new(0, 0, "12345"u8);

    public static IPduBody Of(CommandId id, long number)
    {
        string digits = number.ToString(CultureInfo.InvariantCulture);
        byte[] text = Encoding.ASCII.GetBytes($"{(char)Mark}{digits}");
        return id switch
        {
            CommandId.SubmitSm => new SubmitSm { Destination = Somebody, ShortMessage = text },
            CommandId.DeliverSm => new DeliverSm { Destination = Somebody, ShortMessage = text },
            CommandId.DataSm => new DataSm { Destination = Somebody, MessagePayload = text },
            CommandId.SubmitMulti => new SubmitMulti { Destinations = [Somebody], ShortMessage = text },
            CommandId.QuerySm => new QuerySm { MessageId = digits },
            CommandId.CancelSm => new CancelSm { MessageId = digits },
            CommandId.ReplaceSm => new ReplaceSm { MessageId = digits },
            CommandId.BroadcastSm => new BroadcastSm { MessageId = digits },
            CommandId.QueryBroadcastSm => new QueryBroadcastSm { MessageId = digits },
            CommandId.CancelBroadcastSm => new CancelBroadcastSm { MessageId = digits },
            _ => throw new ArgumentOutOfRangeException(nameof(id)),
        };
    }

    public static byte[] Encode(IPduBody body)
    {
        var octets = new byte[body.BodyLength];
        body.WriteBody(octets);
        return octets;
    }
}
