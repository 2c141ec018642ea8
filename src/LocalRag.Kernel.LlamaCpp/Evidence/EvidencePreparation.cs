using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Sampling;

namespace LocalRag.LlamaCpp.Evidence;

/// <summary>Has the evidence of a prompt computed that no other prompt had, each text on its own behind the fixed beginning, so that this prompt and later ones can take it over.</summary>
internal static class EvidencePreparation
{
    /// <summary>Makes a request for a beginning to be computed and kept.</summary>
    public static GenerationRequest NewRequest(LoadedModel model, Prompt beginning, CancellationToken cancellationToken) =>
        new(beginning, new TokenSampler(model.Model.Vocabulary, new SamplingSettings(), maxTokens: 1), maxTokens: 1, cancellationToken) { IsPrefillOnly = true };

    /// <summary>Computes what is missing. What fails is computed as a part of the prompt, where it shows.</summary>
    public static async Task RunAsync(LoadedModel model, Prompt prompt, CancellationToken cancellationToken)
    {
        if (prompt.Evidence is null || !model.Prefixes.Evidence.IsOpen)
        {
            return;
        }

        try
        {
            foreach (Prompt text in model.MissingEvidence(prompt))
            {
                GenerationRequest request = NewRequest(model, text, cancellationToken);
                model.Engine.Submit(request);
                await request.Tokens.Completion;
            }
        }
        catch (LocalRagException)
        {
            // The queue is full, or a step failed.
        }
    }
}
