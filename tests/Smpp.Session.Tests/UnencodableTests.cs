using Smpp.Protocol;

namespace Smpp.Session.Tests;

/// <summary>What cannot be encoded fails whoever wanted to send it; the peer gets no half of it.</summary>
public class UnencodableTests
{
    private sealed class Broken(CommandId id) : IPduBody
    {
        public CommandId Id => id;

        public int BodyLength => 20;

        public void WriteBody(Span<byte> body)
        {
            body.Fill(0xEE);
            throw new InvalidOperationException("cannot be encoded");
        }
    }

    [Fact]
    public void A_request_whose_response_cannot_be_encoded_can_still_be_answered()
    {
        using var rig = SessionRig.Centre();
        rig.Feed(WirePdu.Submit(7));
        Assert.True(rig.Handler.Messages.TryDequeue(out var submit));
        Assert.Throws<InvalidOperationException>(() =>
        {
            var response = new Broken(CommandId.SubmitSmResp);
            submit.Reply(ref response);
        });
        Assert.Equal((1, 0), (rig.Session.InboundOutstanding, rig.Session.OutputLength));
        submit.Reject(CommandStatus.SystemError);

        Assert.Equal((7u, CommandStatus.SystemError), rig.Take(CommandId.SubmitSmResp) is var pdu ? (pdu.Sequence, pdu.Status) : default);
        Assert.Empty(rig.Sent);
        Assert.Equal(0, rig.Session.InboundOutstanding);
    }
}
