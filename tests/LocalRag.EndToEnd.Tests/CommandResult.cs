using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

/// <summary>What a run of <c>localrag</c> left.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public JsonElement OutputJson() => JsonDocument.Parse(Output).RootElement;

    public JsonElement ErrorJson() => JsonDocument.Parse(Error).RootElement;
}
