namespace Storage;

/// <summary>Takes the events of a journal that is being opened, oldest first.</summary>
public interface IReplay
{
    /// <summary>One event. The spans of <paramref name="e"/> are valid only during the call.</summary>
    void OnEvent(in JournalEvent e, JournalPosition position);
}
