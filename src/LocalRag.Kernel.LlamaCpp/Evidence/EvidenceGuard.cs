namespace LocalRag.LlamaCpp.Evidence;

/// <summary>Decides whether evidence may be taken over from other prompts: as long as the answers agree well enough with those of prompts that were computed in full.</summary>
/// <remarks>Safe for use from several threads.</remarks>
internal sealed class EvidenceGuard
{
    /// <summary>Fewer checks say too little.</summary>
    internal const int FewestAudits = 4;

    /// <summary>The first answers are all checked, so that it is known soon whether it goes well with this model.</summary>
    private const int FirstAudits = 2 * FewestAudits;

    private const int Window = 32;

    private readonly Lock _lock = new();
    private readonly Queue<double> _agreements = new(Window);
    private double _due = FirstAudits;
    private bool _isClosed;
    private string? _problem;

    /// <summary>Gets whether evidence may be taken over.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return !_isClosed;
            }
        }
    }

    /// <summary>Gets the mean agreement of the latest checks; null before the first.</summary>
    public double? Agreement
    {
        get
        {
            lock (_lock)
            {
                return _agreements.Count > 0 ? _agreements.Average() : null;
            }
        }
    }

    /// <summary>Returns whether an answer is to be checked.</summary>
    /// <param name="share">The share of answers, after the first ones.</param>
    public bool Sample(double share)
    {
        lock (_lock)
        {
            _due += share;
            if (share <= 0 || _due < 1)
            {
                return false;
            }

            _due--;
            return true;
        }
    }

    /// <summary>Takes the result of a check.</summary>
    /// <param name="agreement">The share of the answer's first tokens that the full prompt has for the likeliest too.</param>
    /// <param name="least">The least mean agreement with which it stays open.</param>
    /// <returns>Whether it closed by this.</returns>
    public bool Add(double agreement, double least)
    {
        lock (_lock)
        {
            if (_agreements.Count == Window)
            {
                _agreements.Dequeue();
            }

            _agreements.Enqueue(agreement);
            bool closes = !_isClosed && _agreements.Count >= FewestAudits && _agreements.Average() < least;
            _isClosed |= closes;
            return closes;
        }
    }

    /// <summary>Closes it, because it cannot go well.</summary>
    /// <param name="problem">Why.</param>
    /// <returns>Whether that is news.</returns>
    public bool Close(string problem)
    {
        lock (_lock)
        {
            bool isNews = _problem != problem;
            (_isClosed, _problem) = (true, problem);
            return isNews;
        }
    }

    /// <summary>Begins anew, after somebody has switched it off and on.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            (_isClosed, _problem) = (false, null);
            _due = FirstAudits;
            _agreements.Clear();
        }
    }
}
