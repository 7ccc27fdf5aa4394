namespace Gateway.Flows;

/// <summary>The flows that customers' requests begin.</summary>
internal sealed record CustomerFlows(SubmitFlow Submits, MultiFlow Multi, PendingFlow Pending, QueryFlow Queries);
