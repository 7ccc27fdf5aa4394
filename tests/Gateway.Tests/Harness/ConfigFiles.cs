using System.Globalization;
using System.Text;
using Gateway.Configuration;
using Routing;

namespace Gateway.Tests.Harness;

/// <summary>Writes a test's configuration as the four files, so that it can be reloaded.</summary>
internal static class ConfigFiles
{
    public static void Write(string folder, GatewayConfig config)
    {
        Directory.CreateDirectory(folder);
        Write(GatewayConfigLoader.SmppToml, text =>
        {
            text.Append(CultureInfo.InvariantCulture, $"[node]\nname = \"{config.Node.Name}\"\nsystem_id = \"{config.Node.SystemId}\"\n");
            foreach (var listen in config.Listen)
                text.Append(CultureInfo.InvariantCulture, $"[[listen]]\naddress = \"{listen.Address}\"\n");
        });
        Write(GatewayConfigLoader.AccountsToml, text =>
        {
            foreach (var account in config.Accounts)
                text.Append(
                CultureInfo.InvariantCulture,
                $"[[account]]\nsystem_id = \"{account.SystemId}\"\npassword = \"plain:secret\"\nrate = {account.Rate}\n"
                + $"enquire_link = \"{account.EnquireLink.TotalSeconds}s\"\ninactivity = \"{account.Inactivity.TotalSeconds}s\"\n");
        });
        Write(GatewayConfigLoader.UpstreamsToml, text =>
        {
            foreach (var upstream in config.Upstreams)
                Append(text, upstream);
            foreach (var group in config.Groups)
                text.Append(
                CultureInfo.InvariantCulture,
                $"[[group]]\nname = \"{group.Name}\"\nstrategy = \"{Word(group.Strategy)}\"\nupstreams = [{Quoted(group.Upstreams)}]\n");
        });
        Write(GatewayConfigLoader.RoutesToml, text =>
        {
            foreach (var route in config.Routes)
                Append(text, route);
        });

        void Write(string name, Action<StringBuilder> append)
        {
            var text = new StringBuilder();
            append(text);
            File.WriteAllText(Path.Combine(folder, name), text.ToString());
        }
    }

    private static void Append(StringBuilder text, UpstreamConfig upstream)
    {
        text.Append(CultureInfo.InvariantCulture, $"[[upstream]]\nname = \"{upstream.Name}\"\naddress = \"{upstream.Address}\"\n");
        text.Append(
                CultureInfo.InvariantCulture,
                $"system_id = \"{upstream.SystemId}\"\npassword = \"plain:secret\"\nbind = \"{Word(upstream.Bind)}\"\n");
        text.Append(
                CultureInfo.InvariantCulture,
                $"binds = {upstream.Binds}\nwindow = {upstream.Window}\nreceipt_id = \"{Word(upstream.ReceiptId)}\"\n");
        if (upstream.Outbind is { } outbind)
            text.Append(
                CultureInfo.InvariantCulture,
                $"outbind = {{ listen = \"{outbind.Listen}\", system_id = \"{outbind.SystemId}\", password = \"plain:theirs\" }}\n");
        text.Append(
                CultureInfo.InvariantCulture,
                $"enquire_link = \"{upstream.EnquireLink.TotalSeconds}s\"\ninactivity = \"{upstream.Inactivity.TotalSeconds}s\"\n");
        text.Append(CultureInfo.InvariantCulture, $"reconnect_min = \"{upstream.ReconnectMin.TotalMilliseconds}ms\"\n");
        text.Append(CultureInfo.InvariantCulture, $"reconnect_max = \"{upstream.ReconnectMax.TotalMilliseconds}ms\"\n");
    }

    private static void Append(StringBuilder text, RouteConfig route)
    {
        text.Append(CultureInfo.InvariantCulture, $"[[route]]\nname = \"{route.Name}\"\ndirection = \"{Word(route.Direction)}\"\n");
        if (route.Match.Destinations.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"match = {{ destination = [{Quoted(route.Match.Destinations)}] }}\n");
        if (route.Direction == RouteDirection.Mt)
            text.Append(CultureInfo.InvariantCulture, $"to = \"{route.To}\"\nmode = \"{Word(route.Mode)}\"\n");
        else
            text.Append(CultureInfo.InvariantCulture, $"account = \"{route.Account}\"\n");
    }

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Quoted(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));
}
