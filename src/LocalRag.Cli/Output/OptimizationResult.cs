using LocalRag.LlamaCpp;

namespace LocalRag.Cli.Output;

/// <summary>What <c>models optimize</c> found.</summary>
internal sealed record OptimizationResult(
    string Model,
    string WeightType,
    string OptimizedType,
    string? OptimizedPath,
    long OptimizedBytes,
    double Perplexity,
    double OptimizedPerplexity,
    double? PromptSpeed,
    double? OutputSpeed,
    bool Wins,
    string Reason)
{
    public static OptimizationResult From(ModelOptimization result) => new(
        result.Model,
        result.WeightType,
        result.OptimizedType,
        result.OptimizedPath,
        result.OptimizedBytes,
        result.Perplexity,
        result.OptimizedPerplexity,
        result.PromptSpeed,
        result.OutputSpeed,
        result.Wins,
        result.Reason);
}
