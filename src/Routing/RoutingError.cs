namespace Routing;

/// <summary>One thing wrong with the routing configuration, printed as <c>file:line: message</c>.</summary>
public readonly record struct RoutingError(SourceLocation Location, string Message)
{
    public override string ToString() => $"{Location}: {Message}";
}

/// <summary>Routes or groups that cannot be compiled, with everything that is wrong with them.</summary>
public sealed class RoutingException : Exception
{
    public RoutingException(IReadOnlyList<RoutingError> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    public IReadOnlyList<RoutingError> Errors { get; }
}
