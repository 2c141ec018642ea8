namespace LocalRag.Plugins.Cache;

/// <summary>Keeps count of how often an answer that would have been given for another wording was wrong, and says when that is too often.</summary>
/// <remarks>Some hits are not served but computed, and the two answers compared. The bounds are Clopper and Pearson's, one-sided at 95%.</remarks>
internal sealed class HitAudit(int every)
{
    /// <summary>The share of wrong answers that is tolerated.</summary>
    public const double Limit = 0.005;

    private const double Error = 0.05;
    private const int Bisections = 60;

    private readonly Lock _lock = new();
    private long _found;
    private int _audited;
    private int _wrong;

    /// <summary>Gets a value indicating whether more answers were wrong than chance explains where one in 200 is.</summary>
    public bool IsPastLimit
    {
        get
        {
            lock (_lock)
            {
                return _wrong > 0 && LowerBound(_wrong, _audited) > Limit;
            }
        }
    }

    /// <summary>Says whether the hit that was just found is to be audited: one of every so many.</summary>
    public bool IsDue() => Interlocked.Increment(ref _found) % every == 0;

    public void Count(bool right)
    {
        lock (_lock)
        {
            _audited++;
            _wrong += right ? 0 : 1;
        }
    }

    public HitAuditResult Read()
    {
        lock (_lock)
        {
            return new HitAuditResult(Interlocked.Read(ref _found), _audited, _wrong, UpperBound(_wrong, _audited));
        }
    }

    /// <summary>Returns the largest share of wrong answers with which so few of them were to be expected.</summary>
    public static double UpperBound(int wrong, int audited) =>
        wrong >= audited ? 1 : Bisect(share => AtMost(wrong, audited, share) > Error);

    /// <summary>Returns the smallest share of wrong answers with which so many of them were to be expected.</summary>
    public static double LowerBound(int wrong, int audited) =>
        wrong == 0 ? 0 : Bisect(share => 1 - AtMost(wrong - 1, audited, share) < Error);

    private static double Bisect(Func<double, bool> isBelow)
    {
        (double low, double high) = (0, 1);
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = isBelow(middle) ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>Returns the chance of at most so many successes: the sum of the binomial distribution.</summary>
    private static double AtMost(int successes, int trials, double share)
    {
        double logTerm = trials * Math.Log(1 - share);
        double sum = Math.Exp(logTerm);
        for (int k = 1; k <= successes; k++)
        {
            logTerm += Math.Log((trials - k + 1) / (double)k) + Math.Log(share / (1 - share));
            sum += Math.Exp(logTerm);
        }

        return sum;
    }
}
