using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Drafting;

/// <summary>Guesses how one answer goes on, from its prompt, from itself and from answers before it.</summary>
internal sealed class SequenceDraft
{
    /// <summary>A draft must promise to be faster by this much: what is expected is not always met.</summary>
    private const double Margin = 1.05;

    private readonly NgramIndex _index = new();
    private readonly AcceptanceRates _common;
    private readonly AcceptanceRates _own;
    private readonly int[] _guess = new int[BatchCosts.Largest - 1];
    private readonly int _answerStart;
    private int _match;
    private int _guessed;

    /// <param name="prompt">The request's prompt.</param>
    /// <param name="earlier">The tokens of earlier answers.</param>
    /// <param name="rates">What all answers have shown; added to.</param>
    public SequenceDraft(Prompt prompt, IEnumerable<int> earlier, AcceptanceRates rates)
    {
        _common = rates;
        _own = new AcceptanceRates(rates);
        foreach (int token in earlier)
        {
            _index.Add(token);
        }

        foreach (int token in prompt.Segments.SelectMany(segment => segment))
        {
            _index.Add(token);
        }

        _answerStart = _index.Count;
    }

    /// <summary>Gets the tokens of the answer so far.</summary>
    public IReadOnlyList<int> Answer => _index.From(_answerStart);

    /// <summary>Takes a token of the answer, and learns from whether it was the one guessed.</summary>
    public void Add(int token)
    {
        if (_guessed > 0)
        {
            bool right = _guess[0] == token;
            _own.Add(_match, right);
            _common.Add(_match, right);
        }

        _index.Add(token);
        (_match, _guessed) = _index.Find(_guess);
    }

    /// <summary>Returns the draft that promises the most tokens for the time, of at most so many tokens; none where single steps promise as much.</summary>
    public ReadOnlySpan<int> Propose(BatchCosts costs, int most)
    {
        if (_guessed == 0)
        {
            return [];
        }

        double rate = _own.Of(_match);
        double expected = 1;
        double power = 1;
        double best = Margin;
        int length = 0;
        for (int i = 1; i <= Math.Min(most, _guessed); i++)
        {
            power *= rate;
            expected += power;
            double gain = expected / costs.Of(i + 1);
            if (gain > best)
            {
                (best, length) = (gain, i);
            }
        }

        return _guess.AsSpan(0, length);
    }
}
