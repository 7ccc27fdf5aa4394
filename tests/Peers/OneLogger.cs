using Microsoft.Extensions.Logging;

namespace Peers;

/// <summary>Gives everybody the same logger.</summary>
public sealed class OneLogger(ILogger logger) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
