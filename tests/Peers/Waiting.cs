namespace Peers;

public static class Waiting
{
    /// <summary>Waits at most as long as nothing that works ever takes.</summary>
    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(RawPeer.Limit);

    /// <inheritdoc cref="InTime{T}"/>
    public static Task InTime(this Task task) => task.WaitAsync(RawPeer.Limit);
}
