namespace LocalRag.LlamaCpp.Gguf;

/// <summary>What a model's layers take in its file, in bytes.</summary>
/// <param name="Blocks">Each block of attention and network, in order.</param>
/// <param name="Output">What turns the last block's vectors into the probabilities of tokens: where the model has no table of its own for it, the table of tokens once more.</param>
public sealed record LayerSizes(IReadOnlyList<long> Blocks, long Output)
{
    /// <summary>Returns whether the sizes are the same.</summary>
    /// <param name="other">The other sizes.</param>
    public bool Equals(LayerSizes? other) => other is not null && Output == other.Output && Blocks.SequenceEqual(other.Blocks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Blocks.Count, Output);
}
