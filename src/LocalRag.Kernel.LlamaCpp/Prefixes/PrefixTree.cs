namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>A radix tree of prefixes whose keys and values are held somewhere. Its edges are whole pieces, so that no prefix ends within one.</summary>
/// <remarks>Not safe for use from several threads.</remarks>
internal sealed class PrefixTree
{
    public PrefixNode Root { get; } = new(null, []);

    /// <summary>Returns the longest known prefix of these pieces; the root where none is known.</summary>
    public PrefixNode Match(IEnumerable<int[]> pieces)
    {
        PrefixNode node = Root;
        foreach (int[] piece in pieces)
        {
            if (!node.Children.TryGetValue(piece, out PrefixNode? child))
            {
                break;
            }

            node = child;
        }

        return node;
    }

    /// <summary>Returns the node of exactly these pieces, which is added if need be. Whoever adds one says what holds it, or prunes it.</summary>
    public PrefixNode Add(IEnumerable<int[]> pieces)
    {
        PrefixNode node = Root;
        foreach (int[] piece in pieces)
        {
            if (!node.Children.TryGetValue(piece, out PrefixNode? child))
            {
                child = new PrefixNode(node, piece);
                node.Children.Add(piece, child);
            }

            node = child;
        }

        return node;
    }

    /// <summary>Takes out a node that nothing holds and nothing follows, and those before it of which the same is true.</summary>
    public static void Prune(PrefixNode node)
    {
        while (node is { Parent: { } parent, Stored: null, Residents: 0, Children.Count: 0 })
        {
            parent.Children.Remove(node.Piece);
            node = parent;
        }
    }

    /// <summary>Returns the smallest copy that begins with a node's prefix, or null.</summary>
    public static StoredPrefix? FindStored(PrefixNode node)
    {
        StoredPrefix? best = null;
        Stack<PrefixNode> open = new([node]);
        while (open.TryPop(out PrefixNode? next))
        {
            if (next.Stored is { } stored && (best is null || stored.Costs(best) < 0))
            {
                best = stored;
            }

            foreach (PrefixNode child in next.Children.Values)
            {
                open.Push(child);
            }
        }

        return best;
    }
}
