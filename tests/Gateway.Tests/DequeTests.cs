using CsCheck;

namespace Gateway.Tests;

public class DequeTests
{
    [Fact]
    public void Any_sequence_of_steps_gives_what_a_linked_list_gives() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int).Array[0, 200].Sample(steps =>
        {
            var deque = new Deque<string>();
            var model = new LinkedList<string>();
            foreach (var (step, value) in steps)
            {
                var item = $"{value}";
                if (step == 0)
                {
                    deque.AddFirst(item);
                    model.AddFirst(item);
                }
                else if (step <= 2)
                {
                    deque.AddLast(item);
                    model.AddLast(item);
                }
                else if (step == 4)
                {
                    int index = (value & 7) % (model.Count + 1);
                    Assert.Equal(index < model.Count, deque.TryPeek(index, out var inside));
                    Assert.Equal(model.ElementAtOrDefault(index), inside);
                    if (inside is null)
                        continue;
                    deque.RemoveAt(index);
                    var node = model.First!;
                    while (index-- > 0)
                        node = node.Next!;
                    model.Remove(node);
                }
                else if (step == 5)
                {
                    deque.RemoveAll(IsMeant);
                    foreach (var meant in model.Where(IsMeant).ToArray())
                        model.Remove(meant);

                    bool IsMeant(string one) => one[^1] % 8 == (value & 7);
                }
                else
                {
                    Assert.Equal(model.Count > 0, deque.TryPeekFirst(out var peeked));
                    Assert.Equal(model.First?.Value, peeked);
                    Assert.Equal(model.Count > 0, deque.TryTakeFirst(out var taken));
                    Assert.Equal(model.First?.Value, taken);
                    if (model.Count > 0)
                        model.RemoveFirst();
                }
                Assert.Equal(model.Count, deque.Count);
            }
            while (deque.TryTakeFirst(out var rest))
            {
                Assert.Equal(model.First!.Value, rest);
                model.RemoveFirst();
            }
            Assert.Empty(model);
        });
}
