namespace Store.Lives;

/// <summary>
/// A store that takes messages through their lives, a batch at a time: the first and the third step return when what they did is
/// durable, the others need not be.
/// </summary>
internal interface ILifeStore : IDisposable
{
    /// <summary>The messages are taken, with their bodies. Durable.</summary>
    void Accept(long first, int count);

    /// <summary>The upstream has them, under ids by which their receipts will find them.</summary>
    void Send(long first, int count);

    /// <summary>Their receipts came, were matched, and wait for the customer. Durable.</summary>
    void Receive(long first, int count);

    /// <summary>The customer has taken the receipts: nothing is left of the messages but their CDRs.</summary>
    void Finish(long first, int count);

    /// <summary>Waits for what is done behind the messages.</summary>
    void Complete();
}
