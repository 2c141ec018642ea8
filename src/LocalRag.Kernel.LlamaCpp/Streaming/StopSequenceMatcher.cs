using System.Text;

namespace LocalRag.LlamaCpp.Streaming;

/// <summary>Passes text on until a stop sequence is complete, and holds back what may turn out to be the start of one.</summary>
/// <remarks>The first sequence to be complete counts, of several complete at the same character the longest; so the result does not depend on how the text was cut.</remarks>
/// <param name="sequences">The stop sequences, compared character by character; empty ones are not allowed.</param>
internal sealed class StopSequenceMatcher(IReadOnlyList<string> sequences)
{
    private readonly StringBuilder _held = new();

    /// <summary>Gets whether a stop sequence was complete; nothing is passed on after it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes more text, and returns what may be passed on.</summary>
    public string Append(string text)
    {
        if (IsStopped || sequences.Count == 0)
        {
            return IsStopped ? string.Empty : text;
        }

        string held = _held.Append(text).ToString();
        if (FindFirstComplete(held) is { } start)
        {
            IsStopped = true;
            _held.Clear();
            return held[..start];
        }

        int keep = LongestPossibleStart(held);
        _held.Clear().Append(held, held.Length - keep, keep);
        return held[..^keep];
    }

    /// <summary>Returns what is held back, at the end of the text.</summary>
    public string Flush()
    {
        string held = _held.ToString();
        _held.Clear();
        return held;
    }

    private int? FindFirstComplete(string text)
    {
        int? start = null;
        int end = int.MaxValue;
        foreach (string sequence in sequences)
        {
            int index = text.IndexOf(sequence, StringComparison.Ordinal);
            if (index >= 0 && (index + sequence.Length < end || (index + sequence.Length == end && index < start)))
            {
                start = index;
                end = index + sequence.Length;
            }
        }

        return start;
    }

    private int LongestPossibleStart(string text)
    {
        int longest = 0;
        foreach (string sequence in sequences)
        {
            for (int length = Math.Min(sequence.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(sequence.AsSpan(0, length)))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
