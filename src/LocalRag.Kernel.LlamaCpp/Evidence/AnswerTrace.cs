namespace LocalRag.LlamaCpp.Evidence;

/// <summary>The first tokens of an answer, and which token was the likeliest at each place.</summary>
internal sealed class AnswerTrace
{
    /// <summary>Further tokens say little more, and each takes a step to check.</summary>
    private const int Most = 12;

    private readonly List<(int Chosen, int Likeliest)> _tokens = new(Most);

    public int Count => _tokens.Count;

    public bool IsFull => _tokens.Count == Most;

    public (int Chosen, int Likeliest) this[int index] => _tokens[index];

    public void Add(int chosen, int likeliest) => _tokens.Add((chosen, likeliest));
}
