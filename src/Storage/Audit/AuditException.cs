namespace Storage.Audit;

/// <summary>The books cannot be read; what they would say is not known.</summary>
public sealed class AuditException(string message) : Exception(message);

/// <summary>The journal moved on while it was read.</summary>
internal sealed class AuditChangedException() : Exception("a segment of the journal went while it was to be read");
