namespace LocalRag.LlamaCpp;

/// <summary>What came of storing a model's weights in the type that this processor computes fastest.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="WeightType">The type of its weights.</param>
/// <param name="OptimizedType">The type they were stored in.</param>
/// <param name="OptimizedPath">The file with them; null where they are not kept.</param>
/// <param name="OptimizedBytes">Its size.</param>
/// <param name="Perplexity">The model's perplexity on the text.</param>
/// <param name="OptimizedPerplexity">The perplexity of the new weights.</param>
/// <param name="PromptSpeed">How many times as fast they read a prompt, the median of five rounds in turns; null where they had failed before.</param>
/// <param name="OutputSpeed">How many times as fast they write; null where they had failed before.</param>
/// <param name="AnswerSpeed">How many times as fast a whole answer comes, of 256 tokens read and 32 written; null where they had failed before.</param>
/// <param name="Wins">Whether <c>Llama:OptimizedWeights</c> uses them.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record ModelOptimization(
    string Model,
    string WeightType,
    string OptimizedType,
    string? OptimizedPath,
    long OptimizedBytes,
    double Perplexity,
    double OptimizedPerplexity,
    double? PromptSpeed,
    double? OutputSpeed,
    double? AnswerSpeed,
    bool Wins,
    string Reason);
