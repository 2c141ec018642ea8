namespace LocalRag.LlamaCpp.Engine;

/// <summary>How large a context is.</summary>
/// <param name="Tokens">The tokens of a sequence.</param>
/// <param name="Sequences">The requests that run at the same time.</param>
internal readonly record struct ContextSize(int Tokens, int Sequences)
{
    public bool Holds(ContextSize other) => Tokens >= other.Tokens && Sequences >= other.Sequences;

    /// <summary>Returns the size that holds both.</summary>
    public ContextSize With(ContextSize other) => new(Math.Max(Tokens, other.Tokens), Math.Max(Sequences, other.Sequences));
}
