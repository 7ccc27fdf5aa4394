using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <summary>How an ESME binds, whoever opened the connection. Immutable; configure with <c>with</c>.</summary>
public abstract record BindingOptions
{
    private protected BindingOptions()
    {
    }

    /// <summary>A name for logs.</summary>
    public string Name { get; init; } = "";

    /// <summary>Our system_id there, at most 15 characters; required.</summary>
    public string SystemId { get; init; } = "";

    /// <summary>Our password there; the specification has 8 characters at most, many operators issue more.</summary>
    public string Password { get; init; } = "";

    /// <summary>system_type, at most 12 characters; most message centres want none.</summary>
    public string SystemType { get; init; } = "";

    /// <summary>address_range: which addresses we serve, as the message centre understands it (v3.4 §5.2.7); for receivers.</summary>
    public string AddressRange { get; init; } = "";

    /// <summary>Limits and timers of each session.</summary>
    public SessionOptions Session { get; init; } = SessionOptions.Default;

    internal Bind ToBind(CommandId kind) => new(kind)
    {
        SystemId = SystemId,
        Password = Password,
        SystemType = SystemType,
        InterfaceVersion = Session.Version,
        AddressRange = AddressRange,
    };

    /// <summary>What is wrong with what the bind says, one sentence for each fault, which names the option.</summary>
    private protected IEnumerable<string> BindFaults()
    {
        if (SystemId.Length == 0)
            yield return "SystemId is missing.";
        // A bind itself knows what its fields hold.
        var blank = new Bind(CommandId.BindTransceiver);
        (string Name, Func<Bind> Set)[] fields =
        [
            (nameof(SystemId), () => blank with { SystemId = SystemId }), (nameof(Password), () => blank with { Password = Password }),
            (nameof(SystemType), () => blank with { SystemType = SystemType }),
            (nameof(AddressRange), () => blank with { AddressRange = AddressRange }),
        ];
        foreach (var (name, set) in fields)
        {
            if (FaultOf(set) is { } fault)
                yield return $"{name} cannot be sent: {fault}";
        }
    }

    private static string? FaultOf(Func<Bind> set)
    {
        try
        {
            set();
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
