using System.Net;
using System.Security.Cryptography.X509Certificates;
using Smpp.Protocol;

namespace Smpp.Server;

/// <summary>A request of a bound ESME.</summary>
/// <param name="Session">Who sends it; may be kept to deliver to.</param>
/// <param name="Pdu">The request.</param>
public readonly record struct Request<T>(EsmeSession Session, T Pdu) where T : Pdu
{
    /// <summary>The system_id that the session is bound with.</summary>
    public string SystemId => Session.SystemId;
}

/// <summary>Somebody wants to bind.</summary>
/// <param name="Bind">The request, with system_id and password.</param>
/// <param name="Remote">Where it comes from; null when that has no address.</param>
/// <param name="Certificate">
/// The certificate that its connection has shown and that was found good, or null; <see cref="CertificateRule"/> tells whose it is.
/// </param>
public readonly record struct BindRequest(Bind Bind, EndPoint? Remote, X509Certificate2? Certificate = null)
{
    /// <summary>system_id</summary>
    public string SystemId => Bind.SystemId;

    /// <summary>password</summary>
    public string Password => Bind.Password;
}

/// <summary>
/// A handler's answer: a response, which says ESME_ROK, or a command_status. Both convert to it, so a handler just returns one or the
/// other.
/// </summary>
/// <typeparam name="T">The response to the request.</typeparam>
public readonly struct Reply<T> where T : Pdu
{
    private Reply(T? response, CommandStatus status, Func<CancellationToken, ValueTask>? afterwards = null)
    {
        Response = response;
        Status = status;
        Afterwards = afterwards;
    }

    /// <summary>The response; null when there is only a status. An ESME bound below v3.4 gets it without TLVs.</summary>
    public T? Response { get; }

    /// <summary>The command_status.</summary>
    public CommandStatus Status { get; }

    internal Func<CancellationToken, ValueTask>? Afterwards { get; }

    /// <summary>
    /// This answer, and what is done once it is on its way: a receipt that a handler delivers itself overtakes the answer, and its peer
    /// does not know the id yet.
    /// </summary>
    /// <param name="afterwards">
    /// Counts as a part of the handler: it takes one of its session's places, and what it throws is logged, no more. The token is
    /// cancelled when the session ends.
    /// </param>
    public Reply<T> Then(Func<CancellationToken, ValueTask> afterwards) => new(Response, Status, afterwards);

    /// <summary>ESME_ROK with a response.</summary>
    public static implicit operator Reply<T>(T response) => FromResponse(response);

    /// <summary>A status alone; for a request that is accepted with an id there must be a response.</summary>
    public static implicit operator Reply<T>(CommandStatus status) => FromStatus(status);

    /// <summary>ESME_ROK with a response.</summary>
    public static Reply<T> FromResponse(T response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new(response, CommandStatus.Ok);
    }

    /// <summary>A status alone.</summary>
    public static Reply<T> FromStatus(CommandStatus status) => new(null, status);
}
