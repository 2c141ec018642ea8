using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Tests.Engine;

/// <summary>The governor on a machine that is simulated: a step takes what the function says for that many threads, at that time.</summary>
public sealed class ThreadGovernorTests
{
    private TimeSpan _now;

    [Fact]
    public void QuietMachine_KeepsAllThreads_AfterOneTrial()
    {
        ThreadGovernor governor = new(2);
        Run(governor, 15, Quiet);

        Assert.Equal([2], Run(governor, 5_000, Quiet));
    }

    [Fact]
    public void CoresThatAreTakenFromTheBeginning_LeadToOneThread()
    {
        ThreadGovernor governor = new(2);

        Run(governor, 20, Contended);

        Assert.Equal(1, governor.Threads);
    }

    [Fact]
    public void SingleThread_IsLeftAlone()
    {
        ThreadGovernor governor = new(1);

        Assert.Equal([1], Run(governor, 200, _ => _now.TotalMilliseconds < 500 ? 10 : 900));
    }

    [Fact]
    public void OtherProgramsOnTheCores_LeadToOneThreadWithinAFewSteps()
    {
        ThreadGovernor governor = Warm(2);

        Run(governor, 8, Contended);

        Assert.Equal(1, governor.Threads);
    }

    [Fact]
    public void OtherProgramsOnTheCores_CostLittleMoreThanOneThreadDoes()
    {
        ThreadGovernor governor = Warm(2);

        TimeSpan start = _now;
        Run(governor, 400, Contended);

        // With all threads it would be 160 seconds, with one from the beginning 12.
        Assert.InRange((_now - start).TotalSeconds, 12, 18);
    }

    [Fact]
    public void QuietAgain_BringsAllThreadsBackWithinSeconds()
    {
        ThreadGovernor governor = Warm(2);
        Run(governor, 2_000, Contended);

        TimeSpan quiet = _now + TimeSpan.FromSeconds(10);
        while (_now < quiet)
        {
            Run(governor, 1, Quiet);
        }

        Assert.Equal([2], Run(governor, 100, Quiet));
    }

    [Fact]
    public void MachineThatIsSlowForAnotherReason_IsTriedWithFewerNowAndThen_AndKeepsAll()
    {
        ThreadGovernor governor = Warm(2);
        TimeSpan start = _now;
        int fewer = 0;
        for (int step = 0; step < 1_000; step++)
        {
            fewer += governor.Threads < 2 ? 1 : 0;
            Run(governor, 1, threads => 4 * Quiet(threads));
        }

        Assert.Equal(2, governor.Threads);
        Assert.InRange(fewer, 3, 40);
        Assert.InRange((_now - start).TotalSeconds, 40, 43);
    }

    [Fact]
    public void OneBusyCoreOfEight_LeadsToAsManyThreadsAsAreFree()
    {
        ThreadGovernor governor = Warm(8);

        Run(governor, 60, threads => threads == 8 ? 40 * Quiet(8) : Quiet(threads));

        Assert.Equal(4, governor.Threads);
    }

    [Fact]
    public void LongerSteps_AreJudgedAmongTheirLike()
    {
        ThreadGovernor governor = Warm(2);
        HashSet<int> seen = [];
        for (int step = 0; step < 600; step++)
        {
            // A prompt's piece costs less for each token than a single token does.
            (int tokens, double milliseconds) = step % 3 == 0 ? (64, 200) : (1, 10.0);
            Add(governor, tokens, milliseconds);
            seen.Add(governor.Threads);
        }

        Assert.Equal([2], seen);
    }

    private static double Quiet(int threads) => 20.0 / threads;

    // One thread gets two thirds of a core; two wait for each other.
    private static double Contended(int threads) => threads == 1 ? 30 : 400;

    private ThreadGovernor Warm(int threads)
    {
        ThreadGovernor governor = new(threads);
        Run(governor, 50, Quiet);
        return governor;
    }

    private HashSet<int> Run(ThreadGovernor governor, int steps, Func<int, double> milliseconds)
    {
        HashSet<int> seen = [];
        for (int step = 0; step < steps; step++)
        {
            seen.Add(governor.Threads);
            Add(governor, 1, milliseconds(governor.Threads));
        }

        return seen;
    }

    private void Add(ThreadGovernor governor, int tokens, double milliseconds)
    {
        _now += TimeSpan.FromMilliseconds(milliseconds);
        governor.Add(tokens, TimeSpan.FromMilliseconds(milliseconds), _now);
    }
}
