namespace Gateway.Configuration;

/// <summary>What of a configuration is no error, and yet worth knowing before a peer complains.</summary>
public static class ConfigNotes
{
    /// <summary>One line for each, as <c>file:line: note: …</c>; never a secret.</summary>
    public static IEnumerable<string> Of(GatewayConfig config)
    {
        foreach (var account in config.Accounts)
        {
            if (IsLong(account.OutbindPassword))
                yield return $"{account.Location.At("outbind_password")}: note: outbind_password {LongerThanSpecified}";
        }
        foreach (var upstream in config.Upstreams)
        {
            if (IsLong(upstream.Password))
                yield return $"{upstream.Location.At("password")}: note: password {LongerThanSpecified}";
        }
    }

    private static string LongerThanSpecified =>
        $"is longer than the {PasswordField.Specified} characters of v3.4; it is sent whole, "
        + "and a peer that did not issue it so may refuse it";

    private static bool IsLong(Secret? password) => password?.Reveal().Length > PasswordField.Specified;
}
