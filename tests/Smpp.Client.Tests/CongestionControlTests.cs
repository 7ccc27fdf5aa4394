using CsCheck;
using Smpp.Protocol;

namespace Smpp.Client.Tests;

/// <summary>Window and rate against message centres of every kind, on a clock of milliseconds that the test moves.</summary>
public class CongestionControlTests
{
    private const int Second = 1_000;

    [Fact]
    public void Nothing_is_limited_until_the_centre_says_so()
    {
        var link = new Link(window: 100);
        link.Run(10 * Second);

        Assert.Equal((0, false, int.MaxValue), (link.Refused, link.Control.IsLimiting, link.Control.Room(link.Now)));
        Assert.Equal((100, 0), (link.Control.Window, link.Control.Rate));
    }

    [Theory]
    [InlineData(20, 10, 5)]
    [InlineData(100, 10, 5)]
    [InlineData(100, 1_000, 50)]
    [InlineData(1_000, 100, 20)]
    [InlineData(1_000, 1_000, 200)]
    public void A_centre_that_takes_so_many_a_second_gets_most_of_them_and_refuses_few(int rate, int window, int latency)
    {
        var link = new Link(window) { RateLimit = rate, Latency = latency };
        link.Run(60 * Second);
        link.Forget();
        link.Run(300 * Second);

        double possible = Math.Min(300.0 * rate, 300.0 * Second / latency * window);
        Assert.InRange(link.Taken, 0.75 * possible, possible + rate);
        Assert.InRange(link.Refused, 0, 0.05 * link.Taken);
    }

    [Fact]
    public void A_centre_that_refuses_everything_is_asked_less_and_less_with_one_message_at_a_time()
    {
        var link = new Link(window: 100) { Answer = CommandStatus.Throttled };
        link.Run(60 * Second);
        Assert.Equal(1, link.Control.Window);
        link.Forget();
        link.Run(160 * Second);

        Assert.InRange(link.Refused, 9, 11);
        Assert.Equal((0, 1), (link.Taken, link.MostAtOnce));
    }

    [Theory]
    [InlineData(CommandStatus.Throttled, 80)]
    [InlineData(CommandStatus.MessageQueueFull, 50)]
    public void After_a_refusal_nothing_is_sent_for_a_moment_and_then_less_at_once(CommandStatus refusal, int window)
    {
        var link = new Link(window: 100);
        link.Run(Second);
        link.Answer = refusal;
        link.Step();
        link.Answer = CommandStatus.Ok;
        Assert.True(link.Control.IsPaused(link.Now));
        int sent = link.Sent;
        link.Run(249);

        Assert.Equal(sent, link.Sent);
        Assert.InRange(link.Control.Window, window - 1, window);
        link.Run(Second);
        Assert.True(link.Sent > sent);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void The_first_cut_is_of_what_was_in_use_with_a_bound_rate_and_without(double rate)
    {
        var control = new CongestionControl(100, () => 4, Second, now: 0, rate);
        control.OnAnswer(CommandStatus.MessageQueueFull, null, now: 0);

        Assert.Equal(2, control.Window);
    }

    [Fact]
    public void A_whole_window_refused_together_is_one_reason()
    {
        var link = new Link(window: 100) { Latency = 2 * Second };
        link.Step();
        link.Answer = CommandStatus.Throttled;
        link.Run(link.Latency);
        link.Answer = CommandStatus.Ok;
        Assert.Equal(100, link.Refused);

        Assert.InRange(link.Control.Window, 79, 80);
    }

    [Fact]
    public void When_the_centre_takes_all_again_the_window_comes_back_slowly_and_then_whole()
    {
        var link = new Link(window: 100) { Answer = CommandStatus.Throttled, Latency = 10 };
        link.Run(10 * Second);
        link.Answer = CommandStatus.Ok;
        int before = link.Control.Window;
        link.RunUntil(() => link.Taken > 0);
        Assert.InRange(link.Control.Window, before, before + 1);
        link.RunUntil(() => !link.Control.IsLimiting, limit: 120 * Second);

        Assert.Equal(100, link.Control.Window);
    }

    [Fact]
    public void After_a_stop_the_window_doubles_to_half_of_what_was_and_then_grows_by_ones()
    {
        long now = 0;
        int outstanding = 99;
        var control = new CongestionControl(100, () => outstanding, Second, now);
        control.OnAnswer(CommandStatus.Ok, 100, now);
        Assert.Equal((1, 0), (control.Window, control.Room(now)));
        while (outstanding > 0)
        {
            outstanding--;
            control.OnAnswer(CommandStatus.Ok, null, now);
        }
        Assert.Equal(1, control.Window);

        var windows = new List<int>();
        for (int round = 0; round < 12; round++)
        {
            now += 10 * Second;
            int sent = control.Window;
            for (int i = 0; i < sent; i++)
                control.OnAnswer(CommandStatus.Ok, 50, now);
            windows.Add(control.Window);
        }
        Assert.Equal([2, 4, 8, 16, 32], windows[..5]);
        Assert.InRange(windows[5], 50, 51);
        Assert.All(windows[6..].Zip(windows[5..]), pair => Assert.InRange(pair.First - pair.Second, 0, 1));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(79, 1)]
    [InlineData(80, 0)]
    [InlineData(90, 0)]
    [InlineData(91, -1)]
    [InlineData(99, -1)]
    public void The_congestion_state_of_an_answer_says_faster_hold_or_slower(byte congestion, int direction)
    {
        int outstanding = 50;
        var control = new CongestionControl(100, () => outstanding, Second, 0);
        control.OnCongestionState(95, 0);
        while (--outstanding > 0)
            control.OnAnswer(CommandStatus.Ok, null, 0);
        outstanding = control.Window;
        int before = control.Window;
        for (int i = 0; i < before; i++)
            control.OnAnswer(CommandStatus.Ok, congestion, 10);

        Assert.Equal(direction, Math.Sign(control.Window - before));
        Assert.False(control.IsPaused(10));
    }

    [Fact]
    public void Full_congestion_stops_and_asks_again_with_one_message_each_time_later()
    {
        var link = new Link(window: 50) { Congestion = 100 };
        link.Run(60 * Second);
        link.Forget();
        link.Run(160 * Second);
        Assert.InRange(link.Taken, 9, 11);
        Assert.Equal(1, link.MostAtOnce);

        link.Congestion = 10;
        link.RunUntil(() => !link.Control.IsLimiting, limit: 300 * Second);
        Assert.Equal(50, link.Control.Window);
    }

    [Fact]
    public void A_congestion_state_beside_messages_counts_too()
    {
        var control = new CongestionControl(10, () => 5, Second, 0);
        control.OnCongestionState(90, 0);
        Assert.False(control.IsLimiting);
        control.OnCongestionState(95, 0);
        Assert.Equal((true, false), (control.IsLimiting, control.IsPaused(0)));
        var other = new CongestionControl(10, () => 0, Second, 0);
        other.OnCongestionState(100, 0);
        Assert.Equal((true, 1), (other.IsPaused(249), other.Window));
        Assert.Equal((false, 1), (other.IsPaused(250), other.Room(250)));
    }

    [Fact]
    public void What_was_lost_with_its_session_is_not_waited_for()
    {
        int outstanding = 50;
        var control = new CongestionControl(100, () => outstanding, Second, 0);
        control.OnAnswer(CommandStatus.Throttled, null, 0);
        int window = control.Window;
        outstanding = 0;
        // Only this one may still be of those sent before.
        control.OnAnswer(CommandStatus.Throttled, null, Second);
        Assert.Equal(window, control.Window);
        control.OnAnswer(CommandStatus.Throttled, null, Second);

        Assert.True(control.Window < window);
    }

    [Fact]
    public void A_right_to_send_that_is_given_back_is_there_for_the_next()
    {
        var control = new CongestionControl(10, () => 0, Second, 0);
        control.OnAnswer(CommandStatus.Throttled, null, 0);
        const int later = 300;
        Assert.True(control.TryTake(later));
        Assert.False(control.TryTake(later));
        control.GiveBack();

        Assert.True(control.TryTake(later));
    }

    [Fact]
    public void Whatever_comes_the_window_stays_within_its_bounds_and_the_rate_above_one_a_second() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 120], Gen.Int[0, 3_000]).Array[1, 300].Select(Gen.Int[1, 200]).Sample((steps, window) =>
        {
            long now = 0;
            int outstanding = 0;
            var control = new CongestionControl(window, () => outstanding, Second, now);
            foreach (var (what, number, pause) in steps)
            {
                now += pause;
                outstanding = number;
                switch (what)
                {
                    case 0:
                        control.OnAnswer(CommandStatus.Throttled, null, now);
                        break;
                    case 1:
                        control.OnAnswer(CommandStatus.Ok, (byte)Math.Min(number, 100), now);
                        break;
                    case 2:
                        control.OnAnswer(CommandStatus.MessageQueueFull, null, now);
                        break;
                    case 3:
                        control.OnCongestionState((byte)number, now);
                        break;
                    case 4:
                        control.OnHeartbeat(now);
                        break;
                    default:
                        if (control.TryTake(now) && what == 5)
                            control.GiveBack();
                        break;
                }
                Assert.InRange(control.Window, 1, window);
                Assert.True(control.Rate is 0 or >= 1);
                Assert.InRange(control.Room(now), 0, int.MaxValue);
            }

            // Whatever was, an idle centre is asked again within a bounded time.
            outstanding = 0;
            Assert.True(control.Room(now + 20 * Second) >= 1);
        });

    [Fact]
    public void Nothing_is_allocated()
    {
        int outstanding = 0;
        var control = new CongestionControl(10, () => outstanding, Second, 0);
        long now = 0;
        Work(control, ref now, 10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Work(control, ref now, 1_000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Work(CongestionControl control, ref long now, int times)
    {
        for (int i = 0; i < times; i++)
        {
            now += 100;
            control.OnHeartbeat(now);
            if (control.TryTake(now))
                control.OnAnswer(i % 50 == 0 ? CommandStatus.Throttled : CommandStatus.Ok, (byte)(i % 100), now);
        }
    }

    /// <summary>An endless queue, the control, and a centre that answers after its latency; one step is a millisecond.</summary>
    private sealed class Link
    {
        private readonly Queue<long> _onTheWay = new();
        private readonly int _window;
        private double _tokens;

        public Link(int window)
        {
            _window = window;
            Control = new CongestionControl(window, () => _onTheWay.Count, Second, 0);
        }

        public CongestionControl Control { get; }

        public int Latency { get; init; } = 5;

        /// <summary>Messages a second that the centre takes; 0 = all.</summary>
        public int RateLimit { get; init; }

        public CommandStatus Answer { get; set; }

        public byte? Congestion { get; set; }

        public long Now { get; private set; }

        public int Sent { get; private set; }

        public int Taken { get; private set; }

        public int Refused { get; private set; }

        public int MostAtOnce { get; private set; }

        public void Forget() => Sent = Taken = Refused = MostAtOnce = 0;

        public void Run(int milliseconds)
        {
            for (int i = 0; i < milliseconds; i++)
                Step();
        }

        public void RunUntil(Func<bool> condition, int limit = 60 * Second)
        {
            for (int i = 0; !condition(); i++)
            {
                Assert.True(i < limit, "not within its limit");
                Step();
            }
        }

        public void Step()
        {
            Now++;
            _tokens = Math.Min(_tokens + RateLimit / (double)Second, RateLimit);
            while (_onTheWay.TryPeek(out long due) && due <= Now)
            {
                _onTheWay.Dequeue();
                var answer = Answer;
                if (answer == CommandStatus.Ok && RateLimit > 0 && _tokens < 1)
                    answer = CommandStatus.Throttled;
                if (answer == CommandStatus.Ok)
                {
                    Taken++;
                    _tokens--;
                }
                else
                {
                    Refused++;
                }
                Control.OnAnswer(answer, Congestion, Now);
            }
            if (Now % 200 == 0)
                Control.OnHeartbeat(Now);
            while (_onTheWay.Count < _window && Control.TryTake(Now))
            {
                _onTheWay.Enqueue(Now + Latency);
                Sent++;
                MostAtOnce = Math.Max(MostAtOnce, _onTheWay.Count);
            }
        }
    }
}
