using System.CommandLine;
using Cli.Admin;

namespace Cli.Verbs;

/// <summary><c>smpp routes</c>: the routes in force.</summary>
internal static class RoutesVerb
{
    public static Command Build() => AdminVerb.Asking(
        "routes", "The routes in force, in their order.", "/routes",
        rows => Sheet.Print(
            rows, "no routes",
            Sheet.Column("name", "route"), Sheet.Column("direction"), Sheet.Column("match"), Sheet.Column("action", "to"),
            Sheet.Column("mode")));
}
