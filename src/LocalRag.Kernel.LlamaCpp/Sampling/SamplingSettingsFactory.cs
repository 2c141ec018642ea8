using System.Globalization;
using System.Text.Json;
using LocalRag.LlamaCpp.Sampling.Grammars;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Sampling;

/// <summary>Takes from a request's options, and where they are silent from the engine's settings, how its tokens are chosen.</summary>
internal static class SamplingSettingsFactory
{
    /// <summary>The key in <see cref="ChatOptions.AdditionalProperties"/> of the least probability as a share of the likeliest token's.</summary>
    public const string MinPKey = "min_p";

    /// <summary>The key in <see cref="ChatOptions.AdditionalProperties"/> of what divides the logit of a token already in the output.</summary>
    public const string RepeatPenaltyKey = "repeat_penalty";

    /// <exception cref="LocalRagException">A value is out of its range, or the response format cannot be met.</exception>
    public static SamplingSettings Create(ChatOptions? options, LlamaOptions defaults)
    {
        long seed = options?.Seed ?? Random.Shared.NextInt64();
        return new SamplingSettings(
            Temperature: Check("Temperature", options?.Temperature ?? defaults.Temperature, 0, 100),
            TopK: (int)Check("TopK", options?.TopK ?? defaults.TopK, 0, int.MaxValue),
            TopP: Check("TopP", options?.TopP ?? defaults.TopP, 0, 1),
            MinP: Check(MinPKey, Additional(options, MinPKey) ?? defaults.MinP, 0, 1),
            Seed: unchecked((uint)(seed ^ (seed >> 32))),
            FrequencyPenalty: Check("FrequencyPenalty", options?.FrequencyPenalty ?? 0, -100, 100),
            PresencePenalty: Check("PresencePenalty", options?.PresencePenalty ?? 0, -100, 100),
            RepeatPenalty: Check(RepeatPenaltyKey, Additional(options, RepeatPenaltyKey) ?? 1, 0.01f, 100),
            Grammar: Grammar(options?.ResponseFormat));
    }

    private static string? Grammar(ChatResponseFormat? format) => format switch
    {
        null or ChatResponseFormatText => null,
        ChatResponseFormatJson { Schema: { } schema } => JsonSchemaGrammar.Convert(schema),
        ChatResponseFormatJson => JsonSchemaGrammar.AnyObject,
        _ => throw new LocalRagException($"The response format {format.GetType().Name} is not supported.", "Use text, JSON or a JSON schema."),
    };

    private static float? Additional(ChatOptions? options, string key)
    {
        object? value = options?.AdditionalProperties?.GetValueOrDefault(key);
        try
        {
            return value switch
            {
                null => null,
                JsonElement element => element.GetSingle(),
                IConvertible number => number.ToSingle(CultureInfo.InvariantCulture),
                _ => throw new FormatException(),
            };
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            throw new LocalRagException($"The request's {key} is not a number.", "Give it as a number.", exception);
        }
    }

    private static float Check(string name, float value, float least, float most) =>
        value >= least && value <= most
            ? value
            : throw new LocalRagException(
                string.Create(CultureInfo.InvariantCulture, $"The request's {name} is {value}."),
                string.Create(CultureInfo.InvariantCulture, $"It must be from {least} to {most}."));
}
