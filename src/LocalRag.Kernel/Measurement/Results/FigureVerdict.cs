using System.Text.Json.Serialization;

namespace LocalRag.Measurement;

/// <summary>What a comparison shows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FigureVerdict>))]
public enum FigureVerdict
{
    /// <summary>The difference is inside the noise, or too uncertain. That is not a proof that there is none.</summary>
    [JsonStringEnumMemberName("no_difference_shown")]
    NoDifferenceShown,

    /// <summary>The variant is better, beyond the noise.</summary>
    [JsonStringEnumMemberName("better")]
    Better,

    /// <summary>The variant is worse, beyond the noise.</summary>
    [JsonStringEnumMemberName("worse")]
    Worse,

    /// <summary>Too few measurements to say anything.</summary>
    [JsonStringEnumMemberName("too_few_measurements")]
    TooFewMeasurements,
}
