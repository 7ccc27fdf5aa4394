using Microsoft.Extensions.Logging;

namespace Peers;

/// <summary>Fails whenever it is given this event, as a log does whose disk is full, and takes all others.</summary>
public sealed class ThrowingLogger(int failsAt) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == failsAt)
            throw new IOException("no space left for the log");
    }
}
