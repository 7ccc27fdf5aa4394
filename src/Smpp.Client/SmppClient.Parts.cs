using Smpp.Protocol;
using Smpp.Session;

namespace Smpp.Client;

/// <content>The parts of a text, which leave in their order.</content>
public sealed partial class SmppClient
{
    /// <summary>
    /// Sends the parts over one session; those that did not get away before it ended go over the next. Whatever keeps one from being sent
    /// is thrown while none is away; afterwards the rest stays unsent, for the caller must learn of those that are.
    /// </summary>
    private async Task<IReadOnlyList<SentPart>> SendPartsAsync(IReadOnlyList<SubmitSm> parts, CancellationToken cancellationToken)
    {
        SubmitSm[] fitted = [.. parts];
        var results = new SubmitResult[parts.Count];
        Array.Fill(results, SubmitResult.NotSent);
        var sending = new Task<SubmitResult>[parts.Count];
        bool AnyAway() => Array.Exists(results, result => result.Outcome != SubmitOutcome.NotSent);
        while (Array.Exists(results, result => result.Outcome == SubmitOutcome.NotSent))
        {
            SmppSession session;
            try
            {
                session = _feed.Binds.Choose() ?? await WaitBoundAsync(cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < fitted.Length; i++)
                {
                    if (results[i].Outcome == SubmitOutcome.NotSent)
                        fitted[i] = OldVersion.Fit(parts[i], session);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException && AnyAway())
            {
                break;
            }
            // What waits on a session leaves in the order of the calls.
            for (int i = 0; i < sending.Length; i++)
            {
                bool isSent = results[i].Outcome != SubmitOutcome.NotSent;
                sending[i] = isSent ? Task.FromResult(results[i]) : SendPartAsync(session, fitted[i], cancellationToken);
            }
            Exception? failure = null;
            for (int i = 0; i < sending.Length; i++)
            {
                try
                {
                    results[i] = await sending[i].ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    if (failure is not OperationCanceledException)
                        failure = e;
                }
            }
            if (failure is OperationCanceledException || failure is not null && !AnyAway())
                throw failure;
            if (failure is not null)
                break;
        }
        return [.. fitted.Select((part, i) => new SentPart(i + 1, part, results[i]))];
    }

    private static async Task<SubmitResult> SendPartAsync(SmppSession session, SubmitSm part, CancellationToken cancellationToken)
    {
        try
        {
            return SubmitResult.Of(await session.SendAsync(part, cancellationToken).ConfigureAwait(false));
        }
        catch (SmppRequestLostException e)
        {
            return SubmitResult.Lost(e.Reason);
        }
        catch (SmppNotSentException) when (!session.State.CanSubmit)
        {
            return SubmitResult.NotSent;
        }
    }

    /// <summary>Parts that others follow say so where the message centre wants it.</summary>
    private IReadOnlyList<SubmitSm> Announced(IReadOnlyList<SubmitSm> parts) => _options.MoreMessagesToSend && parts.Count > 1
        ? [.. parts.SkipLast(1).Select(part => part with { Tlvs = part.Tlvs.Set(StandardTlv.MoreMessagesToSend, (byte)1) }), parts[^1]]
        : parts;
}
