using System.Text.Json;
using Gateway.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Admin;

/// <summary>
/// The admin API: JSON over HTTP on the data folder's Unix socket, so that the file's permissions are the access control.
/// </summary>
internal static class AdminApi
{
    public const string SocketName = "smpp.sock";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>A value of an enumeration as the answers write it.</summary>
    public static string WordOf<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static void Map(WebApplication app)
    {
        var node = app.Services.GetRequiredService<GatewayNode>();
        var views = new AdminViews(node);
        app.MapGet("/status", () => Results.Json(views.Status(), Json));
        app.MapGet("/sessions", () => Results.Json(views.Sessions(), Json));
        app.MapGet("/upstreams", () => Results.Json(views.Upstreams(), Json));
        app.MapGet("/routes", () => Results.Json(views.Routes(), Json));
        app.MapGet("/explain", (string? account, string? source, string? destination) =>
            views.TryExplain(account, source, destination, out var view, out string reason)
                ? Results.Json(view, Json)
                : Results.BadRequest(reason));
        app.MapGet("/messages", (HttpRequest request) => MessagesEndpoint.ListAsync(node, request));
        app.MapPost("/messages/settle", (HttpRequest request) => MessagesEndpoint.Settle(node, request));
        app.MapGet(
            "/cdr", (HttpRequest request, CancellationToken cancellationToken) =>
                CdrEndpoint.HandleAsync(node, request, cancellationToken));
        app.MapPost("/reload", async (GatewayService service) =>
        {
            var errors = await service.ReloadAsync().ConfigureAwait(false);
            var current = node.Snapshot;
            bool reloaded = errors.Count == 0;
            return Results.Json(
                new ReloadView(
                    reloaded, current.Revision, [.. errors.Select(error => error.ToString())], reloaded ? [.. current.ForRestart] : []),
                Json);
        });
        app.MapPost("/drain", (IHostApplicationLifetime lifetime) =>
        {
            lifetime.StopApplication();
            return Results.Json(new DrainView(Draining: true), Json, statusCode: StatusCodes.Status202Accepted);
        });
    }
}
