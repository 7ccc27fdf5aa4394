using Gateway.Configuration;
using Routing;
using Smpp.Protocol;

namespace Gateway.Flows;

/// <summary>
/// The texts that submits name by number (sm_default_msg_id, v3.4 §5.2.20). The numbers are ours: what goes on bears the text and no
/// number, since an upstream would take it for one of its own.
/// </summary>
internal sealed class DefaultMessages
{
    private readonly (byte[] Text, DataCoding DataCoding)?[] _messages = new (byte[], DataCoding)?[byte.MaxValue + 1];

    public DefaultMessages(ConfigList<DefaultMessageConfig> messages)
    {
        foreach (var message in messages)
            _messages[message.Id] = (message.Encode(), message.DataCoding);
    }

    /// <summary>
    /// Puts the text that a message names by its number into it; a message that has a text of its own keeps that. The refusal, or ESME_ROK.
    /// </summary>
    /// <param name="view">A message whose sm_default_msg_id is not zero.</param>
    /// <param name="version">What its submitter speaks: v3.4 has no number 255.</param>
    public CommandStatus Resolve(ref MessageView view, InterfaceVersion version)
    {
        byte id = view.DefaultMessageId;
        view.DefaultMessageId = 0;
        if (!view.UserData.IsEmpty)
            return CommandStatus.Ok;
        if (_messages[id] is not { } message || (id == byte.MaxValue && version < InterfaceVersion.V50))
            return CommandStatus.InvalidDefaultMessage;
        // There is no header in these texts, and none beside them.
        if (view.EsmClass.HasUdh)
            return CommandStatus.InvalidEsmClass;
        view.ShortMessage = message.Text;
        view.DataCoding = message.DataCoding;
        return CommandStatus.Ok;
    }
}
