using System.Text.Json.Serialization;

namespace LocalRag.LlamaCpp.Optimization;

/// <summary>What was found about weights that were stored in another type, on one machine.</summary>
/// <param name="Format">The version of this record.</param>
/// <param name="Machine">What tells the machine and the library from others.</param>
/// <param name="SourceStamp">Path, size and time of the original's files.</param>
/// <param name="SourceSha256">The hash of the original.</param>
/// <param name="SourceBytes">The size of the original.</param>
/// <param name="WeightType">The type of the new weights.</param>
/// <param name="FileName">The file of the new weights, in the same folder.</param>
/// <param name="FileBytes">Its size.</param>
/// <param name="SourcePerplexity">The original's perplexity.</param>
/// <param name="Perplexity">The perplexity of the new weights.</param>
/// <param name="PromptSpeed">How many times as fast they read a prompt; 0 where that was not measured.</param>
/// <param name="OutputSpeed">How many times as fast they write; 0 where that was not measured.</param>
/// <param name="AnswerSpeed">How many times as fast a whole answer over documents comes; 0 where that was not measured.</param>
/// <param name="Wins">Whether they are used.</param>
/// <param name="Reason">Why, as a sentence.</param>
internal sealed record WeightVerdict(
    int Format,
    string Machine,
    string SourceStamp,
    string SourceSha256,
    long SourceBytes,
    string WeightType,
    string FileName,
    long FileBytes,
    double SourcePerplexity,
    double Perplexity,
    double PromptSpeed,
    double OutputSpeed,
    double AnswerSpeed,
    bool Wins,
    string Reason)
{
    public const int CurrentFormat = 2;
}

[JsonSerializable(typeof(WeightVerdict))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class WeightVerdictJson : JsonSerializerContext;
