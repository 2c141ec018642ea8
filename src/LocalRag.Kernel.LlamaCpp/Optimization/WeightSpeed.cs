using System.Diagnostics;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Sampling;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.LlamaCpp.Optimization;

/// <summary>Compares how fast two models of the same kind read a prompt and write, in turns within one run, so that what else the machine does hits both.</summary>
internal static class WeightSpeed
{
    private const int Rounds = 5;
    private const int PromptTokens = 512;
    private const int OutputTokens = 24;

    // What a question over documents takes with the default budgets, in tokens of the chat model.
    private const int AnswerPromptTokens = 256;
    private const int AnswerOutputTokens = 32;

    /// <summary>Returns how many times as fast the other model is as the first one at prompts, at output, and at a whole answer over documents; each the median of the rounds' ratios.</summary>
    public static async Task<(double Prompt, double Output, double Answer)> CompareAsync(
        LlamaModel model, LlamaModel other, int[] tokens, int threads, Action<int>? progress, CancellationToken cancellationToken)
    {
        LlamaOptions options = new() { ContextTokens = 1024, Sequences = 1, Threads = threads };
        using LlamaEngine engine = new(model, options, NullLogger.Instance);
        using LlamaEngine otherEngine = new(other, options, NullLogger.Instance);
        Prompt prompt = new([tokens[..Math.Min(tokens.Length, PromptTokens)]]);
        await MeasureAsync(engine, model, prompt, cancellationToken);
        await MeasureAsync(otherEngine, other, prompt, cancellationToken);
        double[] prompts = new double[Rounds];
        double[] outputs = new double[Rounds];
        double[] answers = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            (TimeSpan first, TimeSpan rest) = await MeasureAsync(engine, model, prompt, cancellationToken);
            (TimeSpan otherFirst, TimeSpan otherRest) = await MeasureAsync(otherEngine, other, prompt, cancellationToken);
            prompts[round] = first / otherFirst;
            outputs[round] = rest / otherRest;
            answers[round] = Answer(first, rest, prompt.TokenCount) / Answer(otherFirst, otherRest, prompt.TokenCount);
            progress?.Invoke(round + 1);
        }

        Array.Sort(prompts);
        Array.Sort(outputs);
        Array.Sort(answers);
        return (prompts[Rounds / 2], outputs[Rounds / 2], answers[Rounds / 2]);
    }

    private static TimeSpan Answer(TimeSpan prompt, TimeSpan perToken, int promptTokens) =>
        (prompt * AnswerPromptTokens / promptTokens) + (perToken * AnswerOutputTokens);

    private static async Task<(TimeSpan First, TimeSpan PerToken)> MeasureAsync(LlamaEngine engine, LlamaModel model, Prompt prompt, CancellationToken cancellationToken)
    {
        // The end of an answer would cut the measurement short: the penalty-free greedy sampler may choose it, so only the time per token counts.
        GenerationRequest request = new(prompt, new TokenSampler(model.Vocabulary, new SamplingSettings(), OutputTokens), OutputTokens, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        engine.Submit(request);
        await request.Tokens.WaitToReadAsync(cancellationToken);
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        long begun = Stopwatch.GetTimestamp();
        int tokens = 0;
        await foreach (int _ in request.Tokens.ReadAllAsync(cancellationToken))
        {
            tokens++;
        }

        return (first, Stopwatch.GetElapsedTime(begun) / Math.Max(1, tokens));
    }
}
