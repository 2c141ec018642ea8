using LocalRag.Plugins.Cache;

namespace LocalRag.Plugins.Tests;

public sealed class CacheBudgetTests
{
    private const long Budget = 100_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Levels_together_never_hold_more_than_the_budget_and_what_they_hold_is_counted(int seed)
    {
        Random random = new(seed);
        CacheBudget budget = new(Budget);
        List<CacheLevel<string>> levels = [.. Enumerable.Range(0, 4).Select(i => Level(budget, 5 + (i * 40)))];
        for (int step = 0; step < 20_000; step++)
        {
            CacheLevel<string> level = levels[random.Next(levels.Count)];
            CacheKey key = new(0, (UInt128)random.Next(300));
            switch (random.Next(20))
            {
                case 0:
                    level.Dispose();
                    levels[levels.IndexOf(level)] = Level(budget, 5 + random.Next(100));
                    break;
                case < 6:
                    level.Find(key);
                    break;
                default:
                    level.Put(key, "value", random.Next(random.Next(10) == 0 ? 200_000 : 5_000));
                    break;
            }

            Assert.InRange(budget.Used, 0, Budget);
            Assert.Equal(levels.Sum(each => each.Bytes), budget.Used);
        }

        levels.ForEach(level => level.Dispose());
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task Memory_is_given_back_when_it_is_short_and_taken_again_afterwards()
    {
        CacheBudget budget = new(Budget);
        using CacheLevel<string> level = Level(budget, 1000);
        Fill(level);
        long full = budget.Used;

        long half = budget.GetTrimmableBytes(MemoryTrim.Moderate);
        await budget.TrimAsync(MemoryTrim.Moderate, Token);
        Fill(level);
        Assert.InRange(budget.Used, 1, full - half);

        await budget.TrimAsync(MemoryTrim.Severe, Token);
        Fill(level);
        Assert.Equal(0, budget.Used);

        await budget.TrimAsync(MemoryTrim.Moderate, Token);
        Fill(level);
        Assert.InRange(budget.Used, 1, Budget / 4);

        await budget.TrimAsync(MemoryTrim.None, Token);
        Fill(level);
        Assert.Equal(full, budget.Used);
    }

    [Fact]
    public void A_scan_does_not_take_what_is_used_again()
    {
        CacheBudget budget = new(Budget * 100);
        using CacheLevel<string> level = Level(budget, 100);
        CacheKey[] used = [.. Enumerable.Range(0, 20).Select(i => new CacheKey(1, (UInt128)i))];
        foreach (CacheKey key in used.Concat(used))
        {
            if (level.Find(key) is null)
            {
                level.Put(key, "used", 10);
            }
        }

        for (int i = 0; i < 1000; i++)
        {
            level.Put(new CacheKey(2, (UInt128)i), "scanned", 10);
        }

        Assert.True(used.Count(key => level.Find(key) is not null) > used.Length / 2);
    }

    [Fact]
    public void No_more_values_are_kept_than_the_level_is_for()
    {
        CacheBudget budget = new(Budget * 100);
        using CacheLevel<string> level = Level(budget, 20);

        for (int i = 0; i < 1000; i++)
        {
            level.Put(new CacheKey(2, (UInt128)i), "value", 10);
        }

        Assert.InRange(level.GetStatistics().Entries, 1, 20);
    }

    private static CacheLevel<string> Level(CacheBudget budget, int entries) => new("test", entries, budget, TimeProvider.System);

    private static void Fill(CacheLevel<string> level)
    {
        for (int i = 0; i < 500; i++)
        {
            level.Put(new CacheKey(0, (UInt128)i), "value", 1000);
        }
    }
}
