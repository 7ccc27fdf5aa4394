namespace Gateway.Tests;

public class PumpScopeTests
{
    [Fact]
    public void Without_a_scope_a_queue_is_pumped_at_once()
    {
        var pump = new Recorder();

        PumpScope.Touch(pump);

        Assert.Equal(1, pump.Pumped);
    }

    [Fact]
    public void In_a_scope_a_queue_is_pumped_once_at_its_end_however_often_it_was_touched()
    {
        Recorder[] pumps = [new(), new()];
        PumpScope.Enter();
        for (int i = 0; i < 6; i++)
            PumpScope.Touch(pumps[i % 2]);
        Assert.All(pumps, pump => Assert.Equal(0, pump.Pumped));

        PumpScope.Exit();

        Assert.All(pumps, pump => Assert.Equal(1, pump.Pumped));
    }

    [Fact]
    public void Only_the_outermost_scope_pumps()
    {
        var pump = new Recorder();
        PumpScope.Enter();
        PumpScope.Enter();
        PumpScope.Touch(pump);
        PumpScope.Exit();
        Assert.Equal(0, pump.Pumped);

        PumpScope.Exit();

        Assert.Equal(1, pump.Pumped);
    }

    [Fact]
    public void Pumping_may_open_scopes_and_touch_queues_that_were_pumped_already()
    {
        var first = new Recorder();
        var third = new Recorder();
        var second = new Recorder
        {
            OnPump = () =>
            {
                PumpScope.Enter();
                PumpScope.Touch(first);
                PumpScope.Touch(third);
                PumpScope.Exit();
            },
        };
        PumpScope.Enter();
        PumpScope.Touch(first);
        PumpScope.Touch(second);
        PumpScope.Touch(third);

        PumpScope.Exit();

        Assert.Equal(1, second.Pumped);
        Assert.True(first.Pumped >= 1 && third.Pumped == 2, "what was touched after its pumping is pumped again");
        var later = new Recorder();
        PumpScope.Touch(later);
        Assert.Equal(1, later.Pumped);
    }

    private sealed class Recorder : IPump
    {
        public int Pumped { get; private set; }

        public Action? OnPump { get; init; }

        public void Pump()
        {
            Pumped++;
            OnPump?.Invoke();
        }
    }
}
