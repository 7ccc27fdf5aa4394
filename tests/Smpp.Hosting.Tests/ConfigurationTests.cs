using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Server;
using Smpp.Session;

namespace Smpp.Hosting.Tests;

/// <summary>Whatever an option holds comes from configuration, but for what is listed here with its reason.</summary>
public class ConfigurationTests
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly Dictionary<string, string> MadeInCode = new()
    {
        ["ListenerOptions.Tls"] = "certificates and callbacks; CertificateFile and the others are for configuration",
        ["MessageCentreOptions.Tls"] = "the same",
        ["SmppClientOptions.Tls"] = "the same",
        ["SmppClientOptions.Outbind"] = "an end point and TLS settings, which are objects",
        ["SmppClientOptions.Connect"] = "a delegate",
        ["SmppOptions.LoggerFactory"] = "the host's",
        ["SmppOptions.TimeProvider"] = "the host's",
        ["SessionOptions.Rules"] = "a table of departures, made by its methods",
        ["TextOptions.Elements"] = "octets of a user data header",
    };

    [Fact]
    public void Every_option_of_a_client_is_bound() => AssertBound(new SmppClientOptions(), new SmppClientOptions());

    [Fact]
    public void Every_option_of_a_message_centre_and_its_listeners_is_bound() =>
        AssertBound(new MessageCentreOptions(), new MessageCentreOptions());

    [Fact]
    public void What_is_made_in_code_is_there()
    {
        Type[] types =
        [
            typeof(ListenerOptions), typeof(MessageCentreOptions), typeof(SmppClientOptions), typeof(SmppOptions), typeof(SessionOptions),
            typeof(TextOptions),
        ];

        Assert.All(MadeInCode.Keys, name => Assert.NotNull(
            types.Single(type => type.Name == name.Split('.')[0]).GetProperty(name.Split('.')[1])));
    }

    private static void AssertBound(object defaults, object bound)
    {
        Setting[] settings = [.. Settings(defaults, "", root => root)];
        Assert.NotEmpty(settings);
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Path, (string?)setting.Text)))
            .Build().Bind(bound);

        Assert.Equal(
            settings.Select(setting => $"{setting.Path} = {setting.Text}"),
            settings.Select(setting => $"{setting.Path} = {Text(setting.Get(bound))}"));
    }

    /// <summary>A value for each option that differs from its default.</summary>
    private static IEnumerable<Setting> Settings(object defaults, string prefix, Func<object, object?> owner)
    {
        foreach (var property in defaults.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is null || MadeInCode.ContainsKey($"{property.DeclaringType!.Name}.{property.Name}"))
                continue;
            object? value = property.GetValue(defaults);
            string path = prefix + property.Name;
            Func<object, object?> get = root => owner(root) is { } holder ? property.GetValue(holder) : null;
            if (Other(property.PropertyType, value) is { } other)
                yield return new Setting(path, Text(other), get);
            else if (property.PropertyType is { IsGenericType: true } list && list.GetGenericTypeDefinition() is var open
                && (open == typeof(IReadOnlyList<>) || open == typeof(IList<>)))
            {
                var item = list.GetGenericArguments()[0];
                Func<object, object?> first = root => (get(root) as System.Collections.IEnumerable)?.Cast<object?>().FirstOrDefault();
                if (Other(item, item.IsValueType ? Activator.CreateInstance(item) : "") is { } only)
                {
                    yield return new Setting(path + ":0", Text(only), first);
                    continue;
                }
                foreach (var setting in Settings(Activator.CreateInstance(item)!, path + ":0:", first))
                    yield return setting;
            }
            else
            {
                Assert.True(value is not null, $"{path} is of a type that no test knows to bind: say in {nameof(MadeInCode)} why.");
                foreach (var setting in Settings(value, path + ":", get))
                    yield return setting;
            }
        }
    }

    private static object? Other(Type type, object? value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? value + "x"
            : type == typeof(bool) ? value is not true
            : type == typeof(TimeSpan) ? (TimeSpan)(value ?? TimeSpan.Zero) + TimeSpan.FromSeconds(1)
            : type.IsEnum ? Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value))
            : type.IsPrimitive ? Convert.ChangeType(Convert.ToInt32(value, Invariant) + 1, type, Invariant)
            : null;
    }

    private static string Text(object? value) => Convert.ToString(value, Invariant) ?? "";

    private sealed record Setting(string Path, string Text, Func<object, object?> Get);
}
