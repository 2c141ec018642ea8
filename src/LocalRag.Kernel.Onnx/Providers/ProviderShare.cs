using System.Text.Json;

namespace LocalRag.Onnx.Providers;

/// <summary>How many of the operations that a session ran each provider computed, by the profile that ONNX Runtime writes.</summary>
/// <param name="Operations">How many ran.</param>
/// <param name="OnProvider">How many of them the provider in question computed.</param>
internal sealed record ProviderShare(int Operations, int OnProvider)
{
    private const string KernelSuffix = "_kernel_time";

    /// <summary>Reads a profile: a list of events, of which each operation's time names its provider.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static ProviderShare Read(Stream profile, string provider)
    {
        using JsonDocument document = JsonDocument.Parse(profile);
        int operations = 0;
        int onProvider = 0;
        foreach (JsonElement happened in document.RootElement.EnumerateArray())
        {
            if (happened.TryGetProperty("name", out JsonElement name) && name.GetString()!.EndsWith(KernelSuffix, StringComparison.Ordinal)
                && happened.TryGetProperty("args", out JsonElement arguments) && arguments.TryGetProperty("provider", out JsonElement where))
            {
                operations++;
                onProvider += where.GetString() == provider ? 1 : 0;
            }
        }

        return new ProviderShare(operations, onProvider);
    }
}
