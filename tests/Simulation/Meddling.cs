using Smpp.Protocol;
using Smpp.Session;

namespace Simulation;

/// <summary>An application that does things to its session within what that tells it, and after it was told of the end.</summary>
internal sealed class Meddling(Side side, Random random)
{
    public void Perhaps()
    {
        double share = side.World.Conditions.Meddling;
        if (share == 0 || random.NextDouble() >= share)
            return;
        switch (random.Next(8))
        {
            case 0:
                side.Unbind();
                break;
            case 1:
                side.Note(Deed.Closes, 0);
                side.Session.Close(new SessionEnd(SessionEndReason.ClosedLocally));
                break;
            case 2:
                side.Enquire();
                break;
            case 3:
                side.Awaited.Send(random);
                break;
            case 4:
                side.Session.Wake();
                break;
            default:
                side.SendOne();
                break;
        }
    }

    /// <summary>The session has ended: it takes nothing, and says so.</summary>
    public void AfterEnd()
    {
        var session = side.Session;
        Rule.Holds(side.Ledger.Send(CommandId.DataSm) == SendResult.NotBound, "an ended session took a request");
        Rule.Holds(!session.TryAlert(new AlertNotification()), "an ended session took an alert");
        Rule.Holds(session.Free == 0 && session.Outstanding == 0, "an ended session has slots");
        session.Wake();
        session.Enquire();
        _ = session.UnbindAsync();
        session.Close(new SessionEnd(SessionEndReason.Fault));
    }
}
