namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>The end of a prefix in the tree of prefixes: the pieces on the way from the root are its tokens.</summary>
/// <remarks>Its keys and values are held where it says, or with those of any node below it, of whose they are the beginning.</remarks>
internal sealed class PrefixNode(PrefixNode? parent, int[] piece)
{
    public PrefixNode? Parent { get; } = parent;

    public int[] Piece { get; } = piece;

    /// <summary>Gets the length of the prefix in tokens.</summary>
    public int Tokens { get; } = (parent?.Tokens ?? 0) + piece.Length;

    public Dictionary<int[], PrefixNode> Children { get; } = new(PromptPieces.Comparer);

    /// <summary>Gets or sets the copy of exactly this prefix, or null.</summary>
    public StoredPrefix? Stored { get; set; }

    /// <summary>Gets or sets how many sequences of the context hold exactly this prefix.</summary>
    public int Residents { get; set; }

    /// <summary>Gets the pieces from the root to here.</summary>
    public IReadOnlyList<int[]> Pieces
    {
        get
        {
            List<int[]> pieces = [];
            for (PrefixNode node = this; node.Parent is not null; node = node.Parent)
            {
                pieces.Add(node.Piece);
            }

            pieces.Reverse();
            return pieces;
        }
    }

    /// <summary>Returns whether a node is this one or below it.</summary>
    public bool Covers(PrefixNode node)
    {
        PrefixNode? current = node;
        while (current is not null && current.Tokens > Tokens)
        {
            current = current.Parent;
        }

        return current == this;
    }
}
