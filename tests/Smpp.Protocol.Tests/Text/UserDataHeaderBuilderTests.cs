using CsCheck;

namespace Smpp.Protocol.Tests;

public class UserDataHeaderBuilderTests
{
    [Fact]
    public void Elements_stand_in_the_order_of_the_calls()
    {
        UserDataHeaderBuilder builder = new UserDataHeaderBuilder()
            .Add(new Concatenation(0x1234, 3, 2, Wide: true))
            .Add(new ApplicationPorts(ApplicationPorts.WapPush, 9200, Wide: true))
            .Add(GsmAlphabet.For(NationalLanguage.Turkish, NationalLanguage.Spanish));

        Assert.Equal(Wire.Hex("12 0804 1234 03 02 0504 0B84 23F0 2501 01 2401 02"), builder.ToArray());
        Assert.Equal(builder.Size, builder.ToArray().Length);
    }

    [Fact]
    public void Narrow_elements_have_eight_bits() =>
        Assert.Equal(
            Wire.Hex("09 0003 07 02 01 0402 F0 F1"),
            new UserDataHeaderBuilder()
                .Add(new Concatenation(7, 2, 1, Wide: false))
                .Add(new ApplicationPorts(0xF0, 0xF1, Wide: false))
                .ToArray());

    [Fact]
    public void A_builder_without_elements_writes_nothing()
    {
        Assert.Empty(new UserDataHeaderBuilder().ToArray());
        Assert.Empty(new UserDataHeaderBuilder().Add(GsmAlphabet.Default).ToArray());
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        var builder = new UserDataHeaderBuilder();

        Assert.Throws<ArgumentException>(() => builder.Add(new Concatenation(1, 2, 3, Wide: false)));
        Assert.Throws<ArgumentException>(() => builder.Add(new ApplicationPorts(2948, 1, Wide: false)));
        Assert.Throws<ArgumentException>(() => builder.Add((InformationElementId)0x70, new byte[138]));
        Assert.Throws<ArgumentException>(() => builder.AddElements([0x00, 0x03, 0x01]));
        Assert.Equal(140, builder.Add((InformationElementId)0x70, new byte[137]).Size);
        Assert.Throws<ArgumentException>(() => builder.Add((InformationElementId)0x70, []));
    }

    [Fact]
    public void Any_elements_are_read_as_they_were_written() =>
        Gen.Select(Gen.Byte, Gen.Byte.Array[0, 20]).Array[0, 6].Sample(elements =>
        {
            var builder = new UserDataHeaderBuilder();
            foreach ((byte id, byte[] data) in elements)
                builder.Add((InformationElementId)id, data);
            if (elements.Length == 0)
                return;
            Assert.True(UserDataHeader.TryRead([.. builder.ToArray(), 0xAA], out UserDataHeader udh, out ReadOnlySpan<byte> payload));
            Assert.Equal([0xAA], payload.ToArray());
            Assert.True(udh.IsWellFormed);
            int index = 0;
            int offset = 1;
            foreach (InformationElement element in udh)
            {
                Assert.Equal(elements[index].Item1, (byte)element.Id);
                Assert.Equal(elements[index++].Item2, element.Data.ToArray());
                Assert.Equal(offset, element.Offset);
                offset += 2 + element.Data.Length;
            }
            Assert.Equal(elements.Length, index);
            Assert.Equal(builder.ToArray(), new UserDataHeaderBuilder().AddElements(udh.Elements).ToArray());
        });

    [Fact]
    public void Message_indications_come_back() =>
        Gen.Select(Gen.Enum<WaitingMessage>(), Gen.Byte, Gen.Bool, Gen.Byte[0, 7], Gen.Byte[1, 4]).Sample((kind, count, store, type, id) =>
        {
            var indication = new MessageIndication(kind, count, store, type, Profile: id);
            UserDataHeader.TryRead([.. new UserDataHeaderBuilder().Add(indication).ToArray(), 0], out UserDataHeader udh, out _);
            foreach (InformationElement element in udh)
            {
                Assert.True(element.TryReadIndication(out MessageIndication read));
                Assert.Equal(indication, read);
            }
        });

    [Theory]
    [InlineData("05 0003 07 02 01", "part 1 of 2, 8-bit reference 7")]
    [InlineData("06 0804 1234 02 01", "part 1 of 2, 16-bit reference 4660")]
    [InlineData("06 0504 0B84 23F0", "16-bit ports: to 2948 (WAP push), from 9200")]
    [InlineData("06 0504 23F4 0000", "16-bit ports: to 9204 (vCard), from 0")]
    [InlineData("04 0402 F0 F1", "8-bit ports: to 240, from 241")]
    [InlineData("04 0102 80 05", "5 voice messages wait, profile 1, store")]
    [InlineData("04 0102 07 01", "1 video messages wait, profile 1, discard")]
    [InlineData("03 2401 02", "single shift Spanish")]
    [InlineData("06 2501 06 2401 06", "locking shift Hindi, single shift Hindi")]
    [InlineData("05 0003 07 02 03", "element 0x00: 070203")]
    [InlineData("02 7000", "element 0x70: no data")]
    [InlineData("04 7000 00 03", "element 0x70: no data, 2 octets that are no element")]
    [InlineData("00", "")]
    public void Elements_describe_themselves(string hex, string expected)
    {
        Assert.True(UserDataHeader.TryRead([.. Wire.Hex(hex), 0], out UserDataHeader udh, out _));
        Assert.Equal(expected, udh.Describe());
    }

    [Fact]
    public void Any_octets_describe_themselves() => Gens.Octets.Sample(octets =>
    {
        bool hasHeader = UserDataHeader.TryRead(octets, out UserDataHeader udh, out _);
        return (hasHeader && !udh.Elements.IsEmpty) == udh.Describe().Length > 0;
    });
}
