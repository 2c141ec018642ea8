using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Evidence;

/// <summary>Checks an approximate answer: its prompt is computed in full, its tokens follow, and at each place the likeliest token is compared. So one difference does not hide what comes after it.</summary>
internal sealed class EvidenceAudit(Prompt prompt, AnswerTrace trace)
{
    private int _compared;
    private int _agreed;

    public Prompt Prompt { get; } = new(prompt.Segments);

    public int Tokens => trace.Count;

    public bool IsComplete => _compared == trace.Count;

    /// <summary>Gets the share of places with the same likeliest token.</summary>
    public double Agreement => (double)_agreed / _compared;

    /// <summary>Compares the next place.</summary>
    /// <returns>The token that the answer has there.</returns>
    public int Compare(int likeliest)
    {
        (int chosen, int expected) = trace[_compared++];
        _agreed += likeliest == expected ? 1 : 0;
        return chosen;
    }

    /// <summary>Begins anew, after it had to give way.</summary>
    public void Restart() => (_compared, _agreed) = (0, 0);
}
