using System.Text;

namespace Smpp.Protocol;

/// <summary>A long message whose parts have all come.</summary>
/// <typeparam name="TTag">What the caller keeps with a part.</typeparam>
public sealed class ReassembledMessage<TTag>
{
    internal ReassembledMessage(IReadOnlyList<MessagePart<TTag>> parts) => Parts = parts;

    /// <summary>The parts in their order, as they were received.</summary>
    public IReadOnlyList<MessagePart<TTag>> Parts { get; }

    /// <summary>The data_coding of the first part.</summary>
    public DataCoding DataCoding => Parts[0].DataCoding;

    /// <summary>The payloads one after the other, without headers. Packed septets do not join: see <see cref="ReadText"/>.</summary>
    public byte[] Join() => [.. Parts.SelectMany(part => part.Payload.ToArray())];

    /// <summary>
    /// The header of the first part without its place in the message, length octet included; empty when nothing is left of it. Ports and
    /// national shifts of the message stand here.
    /// </summary>
    public byte[] RemainingHeader()
    {
        if (!Parts[0].HasUdh || !UserDataHeader.TryRead(Parts[0].UserData.Span, out UserDataHeader udh, out _))
            return [];
        List<byte> rest = [0];
        foreach (InformationElement element in udh)
        {
            if (!element.TryReadConcatenation(out _))
                rest.AddRange([(byte)element.Id, (byte)element.Data.Length, .. element.Data]);
        }
        rest[0] = (byte)(rest.Count - 1);
        return rest.Count == 1 ? [] : [.. rest];
    }

    /// <summary>
    /// The text of the whole. Parts of one encoding are joined before they are read, as senders split characters; each change of
    /// data_coding or national tables begins a new run.
    /// </summary>
    /// <param name="defaultAlphabet">What data_coding 0 means with this peer.</param>
    public string ReadText(TextEncoding defaultAlphabet = TextEncoding.Gsm7)
    {
        StringBuilder text = new();
        for (int start = 0; start < Parts.Count;)
        {
            MessagePart<TTag> first = Parts[start];
            TextEncoding? encoding = MessageText.EncodingOf(first.DataCoding, defaultAlphabet);
            GsmAlphabet alphabet = first.Alphabet;
            int end = start + 1;
            if (encoding == TextEncoding.Gsm7Packed)
            {
                text.Append(MessageText.Decode(first.DataCoding, first.UserData.Span, first.HasUdh, defaultAlphabet));
                start = end;
                continue;
            }
            while (end < Parts.Count && Parts[end].DataCoding == first.DataCoding && Parts[end].Alphabet == alphabet)
                end++;
            byte[] octets = [.. Parts.Take(start..end).SelectMany(part => part.Payload.ToArray())];
            text.Append(encoding == TextEncoding.Gsm7
                ? alphabet.Decode(octets)
                : MessageText.Decode(first.DataCoding, octets, defaultAlphabet: defaultAlphabet));
            start = end;
        }
        return text.ToString();
    }
}
