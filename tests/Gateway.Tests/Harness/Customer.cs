using System.Net;
using System.Text;
using Gateway.Upstreams;
using Smpp.Client;
using Smpp.Protocol;
using Smpp.Session;

namespace Gateway.Tests.Harness;

/// <summary>A bound session of a customer's application: submits, and keeps what it is sent.</summary>
internal sealed class Customer : ISessionHandler, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<DeliverSm> _deliveries = [];
    private BoundSession _client = null!;

    /// <summary>Its answer to each deliver_sm; null for none.</summary>
    public Func<DeliverSm, CommandStatus?> OnDelivery { get; set; } = _ => CommandStatus.Ok;

    /// <summary>It answers each deliver_sm with a generic_nack of command_status 0 instead.</summary>
    public bool Nacks { get; set; }

    public SmppSession Session => _client.Session;

    public System.Collections.Concurrent.ConcurrentQueue<AlertNotification> Alerts { get; } = new();

    public IReadOnlyList<DeliverSm> Deliveries
    {
        get
        {
            lock (_gate)
                return [.. _deliveries];
        }
    }

    /// <summary>The receipts among <see cref="Deliveries"/>.</summary>
    public IReadOnlyList<ReceivedReceipt> Receipts =>
        [.. Deliveries.Where(delivery => (delivery.EsmClass).IsReceipt).Select(ReceivedReceipt.Of)];

    public static async Task<Customer> BindAsync(
        IPEndPoint gateway, string systemId, CommandId kind, InterfaceVersion version, Func<DeliverSm, CommandStatus?>? onDelivery = null,
        string addressRange = "")
    {
        var customer = new Customer();
        if (onDelivery is not null)
            customer.OnDelivery = onDelivery;
        var bind = new Bind(kind) { SystemId = systemId, Password = "secret", InterfaceVersion = version, AddressRange = addressRange };
        var options = SessionOptions.Default with
        {
            Window = 10_000,
            InboundWindow = 100_000,
            Version = version,
            ResponseTimeout = Shared.Until.Limit,
        };
        customer._client = await BoundSession.ConnectAsync(gateway, bind, customer, options);
        return customer;
    }

    /// <summary>Sends a request and waits for the answer.</summary>
    public async Task<Response> SendAsync(Pdu request) => await Session.SendAsync(request).AsTask().WaitAsync(Shared.Until.Limit);

    /// <summary>Sends a request; returns the status of the answer.</summary>
    public async Task<CommandStatus> StatusAsync(Pdu request) => (await SendAsync(request)).Header.Status;

    /// <summary>Submits and waits for the answer.</summary>
    public Task<Response> SubmitAsync(SubmitSm message) => SendAsync(message);

    /// <summary>Submits what must be accepted; returns its message_id.</summary>
    public async Task<string> AcceptedAsync(SubmitSm message)
    {
        var response = await SubmitAsync(message);
        Assert.Equal(CommandStatus.Ok, response.Header.Status);
        return response.MessageId;
    }

    /// <summary>Ends the connection without unbind.</summary>
    public void Cut() => Session.Close(new SessionEnd(SessionEndReason.ClosedLocally, "the test cuts it"));

    public void OnMessage(in Inbound request, scoped in MessageView message)
    {
        var delivery = DeliverSm.From(message);
        lock (_gate)
            _deliveries.Add(delivery);
        if (Nacks)
        {
            var nack = new RawBody(CommandId.GenericNack, default);
            request.Reply(ref nack);
            return;
        }
        switch (OnDelivery(delivery))
        {
            case CommandStatus.Ok:
                request.Accept();
                break;
            case { } status:
                request.Reject(status);
                break;
        }
    }

    public void OnRequest(in Inbound request, ReadOnlySpan<byte> body)
    {
        if (AlertNotification.TryRead(body, out var alert, out _))
            Alerts.Enqueue(alert!);
    }

    public void OnEnd(SmppSession session, SessionEnd end)
    {
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _client.DisposeAsync();
    }
}

/// <summary>A receipt as a customer reads it.</summary>
internal sealed record ReceivedReceipt(string Id, MessageState State, string Error, string Text, DeliverSm Pdu)
{
    public static ReceivedReceipt Of(DeliverSm pdu)
    {
        Assert.True(Receipt.TryParse(pdu.ShortMessage.Span, out var receipt));
        return new ReceivedReceipt(
            Encoding.ASCII.GetString(receipt.Id), receipt.State, Encoding.ASCII.GetString(receipt.Error),
            Encoding.ASCII.GetString(pdu.ShortMessage.Span), pdu);
    }
}
