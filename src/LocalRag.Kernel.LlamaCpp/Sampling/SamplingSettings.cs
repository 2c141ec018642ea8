namespace LocalRag.LlamaCpp.Sampling;

/// <summary>How the next token is chosen.</summary>
/// <param name="Temperature">0 takes the likeliest token; more spreads the choice.</param>
/// <param name="TopK">The number of likeliest tokens to choose from; 0 is all.</param>
/// <param name="TopP">The share of probability that the tokens to choose from make up; 1 is all.</param>
/// <param name="MinP">The least probability as a share of the likeliest token's; 0 is none.</param>
/// <param name="Seed">The start of the random numbers.</param>
/// <param name="FrequencyPenalty">Taken off a token's logit for each time that it is in the output.</param>
/// <param name="PresencePenalty">Taken off a token's logit once if it is in the output.</param>
/// <param name="RepeatPenalty">Divides the logit of a token that is in the output; 1 is none.</param>
/// <param name="Grammar">What the output must match, in llama.cpp's GBNF; null for anything.</param>
internal sealed record SamplingSettings(
    float Temperature = 0,
    int TopK = 0,
    float TopP = 1,
    float MinP = 0,
    uint Seed = 0,
    float FrequencyPenalty = 0,
    float PresencePenalty = 0,
    float RepeatPenalty = 1,
    string? Grammar = null)
{
    /// <summary>Gets whether tokens already in the output are less likely to come again.</summary>
    public bool HasPenalties => FrequencyPenalty != 0 || PresencePenalty != 0 || RepeatPenalty != 1;
}
