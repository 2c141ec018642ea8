using System.Text.Json.Serialization;

namespace LocalRag.Measurement;

/// <summary>Which way a figure gets better.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FigureDirection>))]
public enum FigureDirection
{
    /// <summary>Less is better, as of a time.</summary>
    [JsonStringEnumMemberName("lower_is_better")]
    LowerIsBetter,

    /// <summary>More is better, as of a speed.</summary>
    [JsonStringEnumMemberName("higher_is_better")]
    HigherIsBetter,

    /// <summary>Neither: it only describes, as a number of tokens.</summary>
    [JsonStringEnumMemberName("neither")]
    Neither,
}
