using System.Text.Json.Serialization;

namespace LocalRag.LlamaCpp.Devices;

/// <summary>Which way to compute attention was found to be faster, on one machine with one model.</summary>
/// <param name="Format">The version of this record.</param>
/// <param name="Key">All that the finding depends on.</param>
/// <param name="OnMilliseconds">What the measured work took with flash attention; null where it cannot be had.</param>
/// <param name="OffMilliseconds">What it took without; null where that cannot be had.</param>
/// <param name="Choice">The faster one.</param>
internal sealed record AttentionVerdict(int Format, string Key, double? OnMilliseconds, double? OffMilliseconds, FlashAttention Choice)
{
    public const int CurrentFormat = 1;
}

[JsonSerializable(typeof(AttentionVerdict))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
internal sealed partial class AttentionVerdictJson : JsonSerializerContext;
