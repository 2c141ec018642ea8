using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>The pieces in which a prompt is processed. Keys and values are the same only where the pieces before them are, not where just the tokens are.</summary>
internal static class PromptPieces
{
    /// <summary>Gets what tells pieces apart: their tokens.</summary>
    public static IEqualityComparer<int[]> Comparer { get; } = new TokenComparer();

    /// <summary>Cuts a prompt as the scheduler does.</summary>
    public static List<int[]> Cut(Prompt prompt, int pieceTokens)
    {
        List<int[]> pieces = [];
        foreach (int[] segment in prompt.Segments)
        {
            for (int offset = 0; offset < segment.Length; offset += pieceTokens)
            {
                pieces.Add(segment.Length <= pieceTokens ? segment : segment[offset..Math.Min(segment.Length, offset + pieceTokens)]);
            }
        }

        return pieces;
    }

    private sealed class TokenComparer : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            HashCode hash = new();
            hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
