using Routing;
using Smpp.Protocol;

namespace Gateway.Configuration;

/// <summary><c>[[default_message]]</c>: a text that a submit names by its number, sm_default_msg_id (v3.4 §5.2.20).</summary>
public sealed record DefaultMessageConfig
{
    /// <summary>1 to 255; 255 is for peers of v5.0 alone.</summary>
    public required byte Id { get; init; }

    public required string Text { get; init; }

    /// <summary>How the text is encoded.</summary>
    public DataCoding DataCoding { get; init; }

    public SourceLocation Location { get; init; }

    /// <summary>The text in octets.</summary>
    internal byte[] Encode() => MessageText.Encode(Text, MessageText.EncodingOf(DataCoding)!.Value);
}
