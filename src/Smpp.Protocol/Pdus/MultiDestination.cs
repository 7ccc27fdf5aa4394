namespace Smpp.Protocol;

/// <summary>One dest_address of a submit_multi (v3.4 §4.5.1.1): the address of an SME, or the name of a distribution list.</summary>
public readonly record struct MultiDestination : IPduItem<MultiDestination>
{
    private const byte SmeAddress = 1;
    private const byte DistributionList = 2;

    private readonly string? _listName;

    /// <summary>A destination by its address (dest_flag 1).</summary>
    public MultiDestination(Address address) => Address = address;

    /// <summary>A distribution list (dest_flag 2).</summary>
    /// <param name="listName">dl_name, at most 20 characters.</param>
    public MultiDestination(string listName) => _listName = CString.Checked(listName, FieldLimits.DlName);

    /// <summary>True for a distribution list.</summary>
    public bool IsList => _listName is not null;

    /// <summary>The address; NULL for a distribution list.</summary>
    public Address Address { get; }

    /// <summary>dl_name; empty for an address.</summary>
    public string ListName => _listName ?? "";

    static int IPduItem<MultiDestination>.LeastOctets => 2;

    /// <summary>The address or the list's name.</summary>
    public override string ToString() => _listName ?? Address.ToString();

    /// <summary>A destination by its address.</summary>
    public static implicit operator MultiDestination(Address address) => new(address);

    /// <summary>A destination by its address.</summary>
    public static MultiDestination FromAddress(Address address) => new(address);

    static bool IPduItem<MultiDestination>.Exchange(scoped ref PduFields fields, ref MultiDestination item)
    {
        byte flag = item.IsList ? DistributionList : SmeAddress;
        if (!fields.Octet(PduField.DestFlag, ref flag))
            return false;
        if (flag == SmeAddress)
        {
            Address address = item.Address;
            bool good = fields.Address(PduField.DestAddrTon, PduField.DestAddrNpi, PduField.DestinationAddr, ref address);
            item = new MultiDestination(address);
            return good;
        }
        if (flag != DistributionList)
            return fields.Fail(PduField.DestFlag, DecodeFault.BadValue, octetsBack: 1);
        string name = item.ListName;
        bool read = fields.Text(PduField.DlName, FieldLimits.DlName, ref name);
        item = new MultiDestination(name);
        return read;
    }
}
