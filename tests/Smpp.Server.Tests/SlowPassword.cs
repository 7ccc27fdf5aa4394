using System.Collections.Concurrent;

namespace Smpp.Server.Tests;

/// <summary>Verifies when the test lets it.</summary>
internal sealed class SlowPassword(SemaphoreSlim verifying) : IPasswordVerifier
{
    private int _verifying;
    private int _verified;

    public int Verifying => Volatile.Read(ref _verifying);

    public int Verified => Volatile.Read(ref _verified);

    public ConcurrentQueue<string> Passwords { get; } = new();

    public int MostAtOnce { get; private set; }

    public bool WasOnThreadPool { get; private set; }

    public bool IsKnown(string password) => password == "known";

    public bool Verify(string password)
    {
        Passwords.Enqueue(password);
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _verifying));
        WasOnThreadPool |= Thread.CurrentThread.IsThreadPoolThread;
        verifying.Wait();
        Interlocked.Increment(ref _verified);
        Interlocked.Decrement(ref _verifying);
        return false;
    }
}
