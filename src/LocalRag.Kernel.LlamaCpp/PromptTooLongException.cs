using System.Globalization;

namespace LocalRag.LlamaCpp;

/// <summary>A prompt leaves no place for an answer in the context; nothing of it was processed.</summary>
public sealed class PromptTooLongException : LocalRagException
{
    internal PromptTooLongException(int promptTokens, int contextTokens, bool isEstimate = false)
        : base(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The prompt has {(isEstimate ? "at least " : string.Empty)}{promptTokens} tokens, and the context holds {contextTokens}, the answer included."),
            "Shorten the prompt, or raise Llama:ContextTokens.")
    {
        PromptTokens = promptTokens;
        ContextTokens = contextTokens;
    }

    /// <summary>Gets the length of the prompt in tokens; a lower bound where the text was too long to count.</summary>
    public int PromptTokens { get; }

    /// <summary>Gets the tokens that the context holds, <c>Llama:ContextTokens</c>.</summary>
    public int ContextTokens { get; }
}
