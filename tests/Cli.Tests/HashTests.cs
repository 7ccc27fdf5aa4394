using Shared;

namespace Cli.Tests;

public class HashTests
{
    [Theory]
    [InlineData("ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp")]
    [InlineData("пароль")]
    public async Task A_password_that_no_bind_can_carry_is_not_hashed(string password)
    {
        var (exitCode, output) = await SmppProcess.RunAsync("hash", password);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            "smpp: no bind can carry the password: it does not fit its field: up to 64 Latin-1 characters without NUL (v3.4 says 8)",
            output.Trim());
    }
}
