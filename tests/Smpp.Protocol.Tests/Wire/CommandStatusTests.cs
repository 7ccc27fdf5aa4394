namespace Smpp.Protocol.Tests;

public class CommandStatusTests
{
    /// <summary>v3.4 Table 5-2, written down apart from the library.</summary>
    private const string V34 = """
        00 ESME_ROK            01 ESME_RINVMSGLEN     02 ESME_RINVCMDLEN     03 ESME_RINVCMDID      04 ESME_RINVBNDSTS
        05 ESME_RALYBND        06 ESME_RINVPRTFLG     07 ESME_RINVREGDLVFLG  08 ESME_RSYSERR        0A ESME_RINVSRCADR
        0B ESME_RINVDSTADR     0C ESME_RINVMSGID      0D ESME_RBINDFAIL      0E ESME_RINVPASWD      0F ESME_RINVSYSID
        11 ESME_RCANCELFAIL    13 ESME_RREPLACEFAIL   14 ESME_RMSGQFUL       15 ESME_RINVSERTYP     33 ESME_RINVNUMDESTS
        34 ESME_RINVDLNAME     40 ESME_RINVDESTFLAG   42 ESME_RINVSUBREP     43 ESME_RINVESMCLASS   44 ESME_RCNTSUBDL
        45 ESME_RSUBMITFAIL    48 ESME_RINVSRCTON     49 ESME_RINVSRCNPI     50 ESME_RINVDSTTON     51 ESME_RINVDSTNPI
        53 ESME_RINVSYSTYP     54 ESME_RINVREPFLAG    55 ESME_RINVNUMMSGS    58 ESME_RTHROTTLED     61 ESME_RINVSCHED
        62 ESME_RINVEXPIRY     63 ESME_RINVDFTMSGID   64 ESME_RX_T_APPN      65 ESME_RX_P_APPN      66 ESME_RX_R_APPN
        67 ESME_RQUERYFAIL     FE ESME_RDELIVERYFAILURE FF ESME_RUNKNOWNERR
        """;

    /// <summary>What v5.0 §4.7.6 names otherwise than v3.4 (C0..C4), and what it adds.</summary>
    private const string V50 = """
        C0 ESME_RINVTLVSTREAM  C1 ESME_RTLVNOTALLWD   C2 ESME_RINVTLVLEN     C3 ESME_RMISSINGTLV    C4 ESME_RINVTLVVAL
        100 ESME_RSERTYPUNAUTH 101 ESME_RPROHIBITED   102 ESME_RSERTYPUNAVAIL 103 ESME_RSERTYPDENIED 104 ESME_RINVDCS
        105 ESME_RINVSRCADDRSUBUNIT 106 ESME_RINVDSTADDRSUBUNIT 107 ESME_RINVBCASTFREQINT 108 ESME_RINVBCASTALIAS_NAME
        109 ESME_RINVBCASTAREAFMT 10A ESME_RINVNUMBCAST_AREAS 10B ESME_RINVBCASTCNTTYPE 10C ESME_RINVBCASTMSGCLASS
        10D ESME_RBCASTFAIL 10E ESME_RBCASTQUERYFAIL 10F ESME_RBCASTCANCELFAIL 110 ESME_RINVBCAST_REP
        111 ESME_RINVBCASTSRVGRP 112 ESME_RINVBCASTCHANIND
        """;

    private static readonly (uint Value, string Name)[] Table =
    [
        .. from pair in (V34 + " " + V50).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Chunk(2)
           select (Convert.ToUInt32(pair[0], 16), pair[1]),
    ];

    public static TheoryData<uint, string> Statuses => [.. Table.Select(row => new TheoryDataRow<uint, string>(row.Value, row.Name))];

    [Fact]
    public void Every_status_of_both_versions_is_known_and_no_other() =>
        Assert.Equal(Table.Select(row => row.Value).Order(), Enum.GetValues<CommandStatus>().Select(status => (uint)status));

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_status_has_the_number_and_the_name_of_the_specification_and_a_meaning(uint value, string name)
    {
        var status = (CommandStatus)value;

        Assert.Equal(name, status.Name);
        Assert.NotEqual(((CommandStatus)0x400).Meaning, status.Meaning);
        Assert.True(CommandStatuses.TryParse(name, out CommandStatus parsed));
        Assert.Equal(status, parsed);
    }

    [Theory]
    [InlineData(RetryClass.Success, "ESME_ROK")]
    [InlineData(RetryClass.Throttled, "ESME_RTHROTTLED ESME_RMSGQFUL")]
    [InlineData(RetryClass.Temporary, "ESME_RSYSERR ESME_RX_T_APPN ESME_RSERTYPUNAVAIL")]
    [InlineData(RetryClass.Rebind, "ESME_RINVBNDSTS")]
    [InlineData(RetryClass.Undecided, "ESME_RSUBMITFAIL ESME_RDELIVERYFAILURE ESME_RUNKNOWNERR")]
    public void Whether_trying_again_can_help_is_known_of_each_status(RetryClass retry, string names)
    {
        string[] expected = names.Split(' ');

        Assert.All(Table, row => Assert.Equal(expected.Contains(row.Name), ((CommandStatus)row.Value).Retry == retry));
        Assert.Equal(RetryClass.Undecided, ((CommandStatus)0x401).Retry);
        Assert.Equal(RetryClass.Permanent, CommandStatus.InvalidDestinationAddress.Retry);
    }

    [Theory]
    [InlineData(0x100u, "ESME_RINVSERTYP")]
    [InlineData(0x101u, "ESME_RINVCMDID")]
    [InlineData(0x102u, "ESME_RSYSERR")]
    [InlineData(0x103u, "ESME_RINVSERTYP")]
    [InlineData(0x104u, "ESME_RINVESMCLASS")]
    [InlineData(0x105u, "ESME_RINVSRCADR")]
    [InlineData(0x106u, "ESME_RINVDSTADR")]
    [InlineData(0x107u, "ESME_RUNKNOWNERR")]
    [InlineData(0x112u, "ESME_RUNKNOWNERR")]
    public void A_peer_of_v3_4_hears_what_v3_4_would_have_said(uint value, string name)
    {
        Assert.Equal(name, ((CommandStatus)value).ForVersion(InterfaceVersion.V34).Name);
        Assert.Equal((CommandStatus)value, ((CommandStatus)value).ForVersion(InterfaceVersion.V50));
    }

    [Fact]
    public void No_peer_hears_a_status_that_its_version_does_not_have()
    {
        string[] old = V34.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

        Assert.All(Table, row =>
        {
            CommandStatus older = ((CommandStatus)row.Value).ForVersion(InterfaceVersion.V33);
            Assert.Contains(older.Name, old);
            Assert.InRange((uint)((CommandStatus)row.Value).ForVersion(InterfaceVersion.V34), 0u, 0xFFu);
        });
        Assert.Equal((CommandStatus)0x4AB, ((CommandStatus)0x4AB).ForVersion(InterfaceVersion.V33));
    }

    [Theory]
    [InlineData(0x09u)]
    [InlineData(0x4Au)]
    [InlineData(0x4Fu)]
    [InlineData(0x113u)]
    [InlineData(0x400u)]
    [InlineData(0x4FFu)]
    [InlineData(0xFFFFFFFFu)]
    public void Reserved_and_vendors_statuses_keep_their_numbers(uint value)
    {
        var status = (CommandStatus)value;

        Assert.Equal($"0x{value:x8}", status.Name);
        Assert.Equal("Reserved or vendor-specific status", status.Meaning);
        Assert.Equal(status, PduHeader.Read(new EmptyPdu(CommandId.SubmitSmResp).ToArray(1, status)).Status);
        Assert.False(CommandStatuses.TryParse(status.Name, out _));
    }
}
