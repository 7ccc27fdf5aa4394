using Gateway.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Configuration;

/// <summary>What <c>connection</c> of <c>[cdr]</c> takes, and that nobody is told what stands in it.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("postgresql://gw:hunter2@db.example/cdr?sslmode=require")]
    [InlineData("Host=db;Pasword=hunter2")]
    [InlineData("Database=cdr;Password=hunter2")]
    [InlineData("Host=;Password=hunter2")]
    [InlineData("Host=db;Port=hunter2")]
    [InlineData("Host=db,other:hunter2")]
    [InlineData("Host=db,other:99999999999;Password=hunter2")]
    [InlineData("Host=db;Password=hunter2;Multiplexing=true")]
    [InlineData("Host=db;Password=hunter2;Minimum Pool Size=200")]
    [InlineData("Host=db;Password=hunter2;Target Session Attributes=primary")]
    public void A_connection_string_that_no_sink_or_query_could_use_is_an_error_that_does_not_show_it(string connection) =>
        Assert.Equal(
            [
                "smpp.toml:5: connection: env:CDR is no connection string of Npgsql: write Host=…;Database=…;Username=…;Password=…, "
                + "with keywords that it knows and no address such as postgresql://…",
            ],
            Load(connection).Errors());

    [Theory]
    [InlineData("Host=db.example;Database=cdr;Username=gw;Password=hunter2")]
    [InlineData("Server=/run/postgresql;Database=cdr")]
    [InlineData("Host=db-a,db-b:5433;Database=cdr;Target Session Attributes=primary")]
    public void A_connection_string_that_names_a_host_is_taken_as_it_is(string connection) =>
        Assert.Equal(connection, Load(connection).Config().Cdr.Connection!.Reveal());

    [Fact]
    public async Task A_gateway_that_cannot_start_for_its_connection_does_not_say_what_it_is()
    {
        var cdr = new CdrConfig { Sink = CdrSink.Postgres, Connection = new("postgresql://gw:hunter2@db/cdr?sslmode=require", "env:CDR") };
        await using var node = new GatewayNode(
            _folder.Config() with { Cdr = cdr }, Path.Combine(_folder.Path, "data"), TimeProvider.System, NullLoggerFactory.Instance);

        var error = await Assert.ThrowsAsync<GatewayStartException>(() => node.StartAsync(default));

        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    private ConfigFolder Load(string connection) =>
        _folder.Node("[cdr]\nsink = \"postgres\"\nconnection = \"env:CDR\"").Set("CDR", connection);
}
