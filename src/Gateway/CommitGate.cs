using Smpp.Session;
using Storage;

namespace Gateway;

/// <summary>
/// Step 3's frame: while the committer calls back for one batch, answers and queued messages gather; at its end every
/// touched queue is pumped once and every touched session flushed once. Runs on the committer thread alone.
/// </summary>
internal sealed class CommitGate : ICommitGate
{
    public void OnCommitting()
    {
        FlushScope.Begin();
        PumpScope.Enter();
    }

    public void OnCommitted()
    {
        PumpScope.Exit();
        FlushScope.End();
    }
}
