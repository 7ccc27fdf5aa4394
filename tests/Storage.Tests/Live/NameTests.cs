using System.Text;
using Storage.Live;

namespace Storage.Tests.Live;

public class NameTests
{
    [Fact]
    public void A_name_is_one_object_however_it_is_asked_for()
    {
        var names = new Name.Table();
        var written = names.Get("Grüße");

        Assert.Same(written, names.Get(Encoding.UTF8.GetBytes("Grüße")));
        Assert.Same(written, names.Get(Encoding.UTF8.GetBytes("Grüße")));
        Assert.NotSame(written, names.Get("grüße"u8));
        Assert.Null(names.Get(""u8));
    }

    [Fact]
    public void A_known_name_is_found_without_an_allocation()
    {
        var names = new Name.Table();
        names.Get("carrier-a"u8);
        names.Get("carrier-a"u8);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            names.Get("carrier-a"u8);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
