using LocalRag.Memory;

namespace LocalRag.Tests.Memory;

public sealed class AdmissionTests : IDisposable
{
    private const long MB = 1_000_000;

    private readonly MemoryArbiterFixture _memory = new(new MemoryOptions { TargetMb = 1000, Trim = true, Admission = true, AdmissionWait = TimeSpan.FromSeconds(30) });

    public void Dispose() => _memory.Dispose();

    [Fact]
    public async Task Reserve_Fits_IsGrantedAtOnce()
    {
        using IDisposable reservation = await ReserveAsync(400 * MB);

        Assert.NotNull(reservation);
    }

    [Fact]
    public async Task Reserve_MoreThanTheBudget_IsRefusedWithTheFigures()
    {
        LocalRagException refusal = await Assert.ThrowsAsync<LocalRagException>(() => ReserveAsync(1_200 * MB));

        Assert.Contains("the model X", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("1,200 MB", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("a budget of 1,000 MB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reserve_NoRoomYet_WaitsUntilThereIs()
    {
        Task<IDisposable> waiting = ReserveAsync(800 * MB);
        Assert.False(waiting.IsCompleted);

        _memory.Use(0.1);
        await _memory.LookAsync(TimeSpan.FromSeconds(2));

        using IDisposable reservation = await waiting;
    }

    [Fact]
    public async Task Reserve_NoRoomForTooLong_IsRefused()
    {
        Task<IDisposable> waiting = ReserveAsync(800 * MB);

        _memory.Time.Advance(TimeSpan.FromSeconds(31));

        LocalRagException refusal = await Assert.ThrowsAsync<LocalRagException>(() => waiting);
        Assert.Contains("500 MB are used", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reserve_Twice_CountsWhatIsReservedAndNotYetUsed()
    {
        IDisposable first = await ReserveAsync(400 * MB);
        Task<IDisposable> second = ReserveAsync(400 * MB);
        Assert.False(second.IsCompleted);

        first.Dispose();
        first.Dispose();
        await _memory.LookAsync(TimeSpan.FromSeconds(2));

        using IDisposable granted = await second;
    }

    [Fact]
    public async Task Reserve_SmallAfterLarge_DoesNotOvertake()
    {
        Task<IDisposable> large = ReserveAsync(800 * MB);
        Task<IDisposable> small = ReserveAsync(10 * MB);
        await _memory.LookAsync();

        Assert.False(large.IsCompleted || small.IsCompleted);
    }

    [Fact]
    public async Task Reserve_GivenUp_MakesWayForTheNext()
    {
        using CancellationTokenSource givingUp = new();
        Task<IDisposable> large = _memory.Arbiter.ReserveAsync("the model X", 800 * MB, givingUp.Token).AsTask();
        Task<IDisposable> small = ReserveAsync(10 * MB);

        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await _memory.LookAsync();

        using IDisposable granted = await small;
    }

    [Fact]
    public async Task Reserve_NoRoom_HasCachesShed()
    {
        TestMemoryOwner cache = _memory.Register(MemoryPriority.Recomputable);
        TestMemoryOwner busy = _memory.Register(MemoryPriority.InUse);
        _ = ReserveAsync(800 * MB);

        await _memory.LookAsync();

        Assert.Equal(MemoryPressure.None, _memory.Arbiter.Status.Pressure);
        Assert.NotEqual(MemoryTrim.None, cache.Level);
        Assert.True(busy.Level <= MemoryTrim.Light);
    }

    [Fact]
    public async Task Reserve_PlainHost_AdmitsEverything()
    {
        using MemoryArbiterFixture plain = new(new MemoryOptions { TargetMb = 1 });

        using IDisposable reservation = await plain.Arbiter.ReserveAsync("the model X", 1_000_000 * MB, TestContext.Current.CancellationToken);

        Assert.NotNull(reservation);
    }

    private Task<IDisposable> ReserveAsync(long bytes) =>
        _memory.Arbiter.ReserveAsync("the model X", bytes, TestContext.Current.CancellationToken).AsTask();
}
