using Gateway.Configuration;
using Smpp.Protocol;
using Smpp.Server;

namespace Gateway.Tests.Configuration;

/// <summary>Passwords that no bind and no outbind could carry are errors wherever they stand.</summary>
public sealed class PasswordFieldTests : IDisposable
{
    private const string Misfit = "it does not fit its field: up to 64 Latin-1 characters without NUL (v3.4 says 8)";

    private readonly ConfigFolder _folder = new();

    public static TheoryData<string> Misfits => [new string('p', 65), "пароль", "pass\0word"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_password_that_does_not_fit_its_field_is_an_error_of_account_and_upstream(string password) =>
        Assert.Equal(
            [
                $"accounts.toml:3: password: {Misfit}",
                $"accounts.toml:5: outbind_password: {Misfit}",
                $"upstreams.toml:5: password: {Misfit}",
            ],
            _folder.Set("PW", password)
                .Accounts("[[account]]\nsystem_id = \"demo\"\npassword = \"env:PW\"\n"
                    + "outbind = \"127.0.0.1:2779\"\noutbind_password = \"env:PW\"\n")
                .Upstreams("[[upstream]]\nname = \"a\"\naddress = \"127.0.0.1:2776\"\nsystem_id = \"gw\"\npassword = \"env:PW\"\n")
                .Routes("").Errors());

    [Fact]
    public void An_outbind_cannot_bear_a_hash() =>
        Assert.Equal(
            ["accounts.toml:5: outbind_password: a hash cannot be sent; the password itself is needed"],
            _folder.Set("HASH", PasswordHash.Create("secret", 1_000))
                .Account("outbind = \"127.0.0.1:2779\"\noutbind_password = \"env:HASH\"").Errors());

    [Fact]
    public void A_password_that_goes_out_and_is_longer_than_the_specification_has_it_is_noted_and_not_shown()
    {
        const string note = "is longer than the 8 characters of v3.4; it is sent whole, and a peer that did not issue it so may refuse it";
        const string outbind = "outbind = \"127.0.0.1:2779\"\noutbind_password = \"env:PW\"";
        const string upstream =
            "[[upstream]]\nname = \"a\"\naddress = \"127.0.0.1:2776\"\nsystem_id = \"gw\"\npassword = \"env:PW\"\n";
        _folder.Account(outbind).Upstreams(upstream).Routes("");

        Assert.Empty(ConfigNotes.Of(_folder.Set("PW", "8 octets").Config()));
        Assert.Equal(
            [
                $"{_folder.Path}/accounts.toml:5: note: outbind_password {note}",
                $"{_folder.Path}/upstreams.toml:5: note: password {note}",
            ],
            ConfigNotes.Of(_folder.Set("PW", "nine of it").Config()));
    }

    [Fact]
    public void A_password_that_a_bind_carries_is_taken()
    {
        string password = new('é', 64);
        var bind = new Bind(CommandId.BindTransceiver) { Password = password };

        Assert.True(_folder.Set("PW", password).Accounts("[[account]]\nsystem_id = \"demo\"\npassword = \"env:PW\"\n")
            .Config().Accounts[0].Password!.Verify(bind.Password));
    }
}
