namespace Gateway.Tests;

public class TurnstileTests
{
    [Fact]
    public void A_wish_made_while_the_work_is_done_has_it_done_once_more()
    {
        var turnstile = new Turnstile();
        Assert.True(turnstile.TryEnter(out int seen));

        Assert.False(turnstile.TryEnter(out _));
        Assert.False(turnstile.TryEnter(out _));

        Assert.False(turnstile.Leave(ref seen));
        Assert.True(turnstile.Leave(ref seen));
        Assert.True(turnstile.TryEnter(out _));
    }

    [Fact]
    public void Of_many_threads_one_is_inside_and_no_wish_is_lost()
    {
        const int Wishes = 200_000;
        var turnstile = new Turnstile();
        int inside = 0;
        int crowds = 0;
        long wished = 0;
        long seenByWork = 0;

        Parallel.For(0, 4, thread =>
        {
            for (int i = 0; i < Wishes; i++)
            {
                Interlocked.Increment(ref wished);
                if (!turnstile.TryEnter(out int seen))
                    continue;
                do
                {
                    if (Interlocked.Increment(ref inside) != 1)
                        Interlocked.Increment(ref crowds);
                    seenByWork = Interlocked.Read(ref wished);
                    Interlocked.Decrement(ref inside);
                }
                while (!turnstile.Leave(ref seen));
            }
        });

        Assert.Equal(0, crowds);
        Assert.Equal(4 * Wishes, seenByWork);
    }
}
