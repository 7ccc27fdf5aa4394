using Storage.Cdr;

namespace Storage.Tests;

public enum SinkFault
{
    /// <summary>The transaction never happened.</summary>
    BeforeCommit,

    /// <summary>The transaction was committed, and the connection broke before the exporter heard of it.</summary>
    AfterCommit,

    /// <summary>The database cannot be reached.</summary>
    OnOpen,
}

/// <summary>A database that fails now and then in one way.</summary>
public sealed class FaultySink(ICdrSink inner, SinkFault fault, int every) : ICdrSink
{
    private int _calls;

    public void ReadFrom(Guid journal) => inner.ReadFrom(journal);

    public async ValueTask<CdrPosition?> OpenAsync(CancellationToken cancellationToken)
    {
        if (fault == SinkFault.OnOpen && ++_calls % every != 0) throw new CdrDatabaseException("away");
        return await inner.OpenAsync(cancellationToken);
    }

    public async ValueTask WriteAsync(CdrBatch batch, CdrPosition next, CancellationToken cancellationToken)
    {
        bool fails = fault != SinkFault.OnOpen && ++_calls % every == 0;
        if (fails && fault == SinkFault.BeforeCommit) throw new CdrDatabaseException("cut before the commit");
        await inner.WriteAsync(batch, next, cancellationToken);
        if (fails) throw new CdrDatabaseException("cut after the commit");
    }

    public ValueTask<bool> TendAsync(DateTimeOffset now, TimeSpan? retention, CancellationToken cancellationToken) =>
        inner.TendAsync(now, retention, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
