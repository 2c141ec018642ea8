using LocalRag.Memory;

namespace LocalRag.Tests.Memory;

public sealed class TrimmingTests : IDisposable
{
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(15);

    private readonly MemoryArbiterFixture _memory = new(new MemoryOptions { TargetMb = 1000, Trim = true });

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task Pressure_Low_AsksOnlyForWhatIsSpare()
    {
        TestMemoryOwner spare = _memory.Register(MemoryPriority.Spare);
        TestMemoryOwner model = _memory.Register(MemoryPriority.Reloadable);
        _memory.Use(0.92);

        await _memory.LookAsync();

        Assert.Equal(MemoryPressure.Low, _memory.Arbiter.Status.Pressure);
        Assert.Equal(MemoryTrim.Severe, spare.Level);
        Assert.Equal(MemoryTrim.None, model.Level);
    }

    [Fact]
    public async Task Pressure_Critical_ClimbsOnlyAsFarAsTheExcessNeeds()
    {
        TestMemoryOwner spare = _memory.Register(MemoryPriority.Spare, 5_000_000_000);
        TestMemoryOwner cache = _memory.Register(MemoryPriority.Recomputable);
        _memory.Use(1.2);

        await _memory.LookAsync();

        Assert.Equal(MemoryTrim.Severe, spare.Level);
        Assert.Equal(MemoryTrim.None, cache.Level);
    }

    [Fact]
    public async Task Pressure_CriticalAndNothingToSpare_ReachesModelsThatAreIdle()
    {
        TestMemoryOwner idle = _memory.Register(MemoryPriority.Reloadable, 10_000_000);
        TestMemoryOwner busy = _memory.Register(MemoryPriority.InUse, 10_000_000);
        _memory.Use(1.2);

        await _memory.LookAsync();

        Assert.Equal(MemoryTrim.Severe, idle.Level);
        Assert.Equal(MemoryTrim.Moderate, busy.Level);
    }

    [Fact]
    public async Task Pressure_Gone_EverythingComesBackStepByStep()
    {
        TestMemoryOwner cache = _memory.Register(MemoryPriority.Recomputable, 1_000_000);
        _memory.Use(1.2);
        await _memory.LookAsync();
        int top = _memory.Arbiter.Rung;
        _memory.Use(0.3);

        await _memory.LookAsync();
        int afterTheFirstLook = _memory.Arbiter.Rung;
        await _memory.LookAsync(s_calm);
        int afterTheCalmTime = _memory.Arbiter.Rung;
        for (int step = 0; step < top; step++)
        {
            await _memory.LookAsync(s_calm);
        }

        Assert.Equal((top, top - 1, 0), (afterTheFirstLook, afterTheCalmTime, _memory.Arbiter.Rung));
        Assert.Equal(MemoryTrim.None, cache.Level);
        Assert.Equal(cache.Told.Distinct(), cache.Told);
    }

    [Fact]
    public async Task Pressure_BackRightAfterAStepDown_WaitsTwiceAsLongForTheNext()
    {
        _memory.Register(MemoryPriority.Recomputable, 1_000_000);
        _memory.Use(1.2);
        await _memory.LookAsync();
        _memory.Use(0.3);
        await _memory.LookAsync();
        await _memory.LookAsync(s_calm);
        _memory.Use(1.2);
        await _memory.LookAsync(TimeSpan.FromSeconds(1));
        int top = _memory.Arbiter.Rung;
        _memory.Use(0.3);
        await _memory.LookAsync();

        await _memory.LookAsync(s_calm);
        int afterTheOldTime = _memory.Arbiter.Rung;
        await _memory.LookAsync(s_calm);

        Assert.Equal((top, top - 1), (afterTheOldTime, _memory.Arbiter.Rung));
    }

    [Theory]
    [InlineData(0.86, MemoryPressure.Low)]
    [InlineData(0.80, MemoryPressure.None)]
    public async Task Pressure_FallsBelowItsBorder_IsLeftOnlyWithAMargin(double share, MemoryPressure expected)
    {
        _memory.Use(0.92);
        await _memory.LookAsync();

        _memory.Use(share);
        await _memory.LookAsync();

        Assert.Equal(expected, _memory.Arbiter.Status.Pressure);
    }

    [Fact]
    public async Task Owner_Fails_OthersAreAskedAllTheSame()
    {
        TestMemoryOwner broken = new("broken", MemoryPriority.Spare) { Failure = new InvalidOperationException("no") };
        _memory.Arbiter.Register(broken);
        TestMemoryOwner spare = _memory.Register(MemoryPriority.Spare);
        _memory.Use(0.95);

        await _memory.LookAsync();

        Assert.Equal(MemoryTrim.Severe, spare.Level);
    }

    [Fact]
    public async Task Owner_RegisteredUnderPressure_IsToldAtTheNextLook()
    {
        _memory.Use(0.95);
        await _memory.LookAsync();
        TestMemoryOwner late = _memory.Register(MemoryPriority.Spare);

        await _memory.LookAsync();

        Assert.Equal(MemoryTrim.Severe, late.Level);
    }

    [Fact]
    public async Task Owner_TakenOut_IsToldNothing()
    {
        TestMemoryOwner owner = new("gone", MemoryPriority.Spare);
        _memory.Arbiter.Register(owner).Dispose();
        _memory.Use(0.95);

        await _memory.LookAsync();

        Assert.Empty(owner.Told);
    }

    [Fact]
    public async Task PlainHost_UnderPressure_TellsNobody()
    {
        using MemoryArbiterFixture plain = new(new MemoryOptions { TargetMb = 1000 });
        TestMemoryOwner owner = plain.Register(MemoryPriority.Spare);
        plain.Use(2);

        await plain.LookAsync();

        Assert.Equal(MemoryPressure.Critical, plain.Arbiter.Status.Pressure);
        Assert.Empty(owner.Told);
    }

    [Theory]
    [InlineData(100_000_000, 1, 2)]
    [InlineData(1_000_000, 0, 0)]
    public void Owner_LargeOne_HasTheCLibraryGiveBackWhatItFreedInComingAndInGoing(long bytes, int afterComing, int afterGoing)
    {
        IDisposable registration = _memory.Arbiter.Register(new TestMemoryOwner("model", MemoryPriority.InUse, bytes));
        int trims = _memory.System.NativeTrims;

        registration.Dispose();
        registration.Dispose();

        Assert.Equal((afterComing, afterGoing), (trims, _memory.System.NativeTrims));
    }

    [Fact]
    public async Task Compact_WhenAsked_GivesBackOnceAndTellsNobody()
    {
        TestMemoryOwner owner = _memory.Register(MemoryPriority.Spare, bytes: 1_000_000);

        await _memory.Arbiter.CompactAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, _memory.System.NativeTrims);
        Assert.Empty(owner.Told);
    }
}
