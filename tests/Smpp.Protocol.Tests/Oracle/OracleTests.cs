using System.Globalization;

namespace Smpp.Protocol.Tests.Oracle;

/// <summary>
/// The second description of the layouts against the first. SMPP_ORACLE_PDUS sets how many PDUs each test makes up in all and
/// SMPP_ORACLE_SEED from which seed; a failure names the seed of the one PDU, which as SMPP_ORACLE_SEED comes first again.
/// </summary>
public class OracleTests
{
    private const int PdusInEveryRun = 6000;

    private static readonly int Pdus = Setting("SMPP_ORACLE_PDUS") ?? PdusInEveryRun;
    private static readonly int FirstSeed = Setting("SMPP_ORACLE_SEED") ?? 1;

    public static TheoryData<string> Commands =>
        [.. Layout.All.Select(layout => layout.Command)];

    public static TheoryData<string> Responses => [.. Layout.All.Where(layout => layout.IsResponse).Select(layout => layout.Command)];

    [Fact]
    public void Every_command_is_described_once() =>
        Assert.Equal(Enum.GetValues<CommandId>().Order(), Layout.All.Select(layout => (CommandId)layout.Id).Order());

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_library_reads_what_the_description_allows_and_writes_it_back(string command) =>
        ForRandom(command, Agreement.OnValid);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Broken_octets_fail_at_the_same_field_in_the_same_way(string command) =>
        ForRandom(command, (layout, random) =>
            Agreement.OnAny(layout, Breakage.Of(NaiveWriter.Body(layout, random).Body, random)));

    [Theory]
    [MemberData(nameof(Responses))]
    public void An_error_response_keeps_its_body_where_it_can_be_read(string command) =>
        ForRandom(command, (layout, random) =>
        {
            byte[] body = NaiveWriter.Body(layout, random).Body;
            Agreement.OnErrorResponse(layout, random.Next(2) == 0 ? body : Breakage.Of(body, random));
        });

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_body_cut_anywhere_fails_at_the_same_field_in_the_same_way(string command)
    {
        Layout layout = Layout.All.Single(layout => layout.Command == command);
        byte[] body = NaiveWriter.Body(layout, new Random(FirstSeed)).Body;

        for (int length = 0; length < body.Length; length++)
            Agreement.OnAny(layout, body[..length]);
    }

    private static void ForRandom(string command, Action<Layout, Random> agree)
    {
        Layout layout = Layout.All.Single(layout => layout.Command == command);
        for (int seed = FirstSeed; seed <= FirstSeed + Pdus / Layout.All.Count; seed++)
        {
            try
            {
                agree(layout, new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{command} of seed {seed}: {exception.Message}", exception);
            }
        }
    }

    private static int? Setting(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
