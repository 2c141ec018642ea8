using System.Globalization;
using LocalRag.Memory.Platform;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Memory;

/// <summary>The budget, the ledger, and what is done when memory is short.</summary>
/// <remarks>In the plain host nothing samples by itself: <see cref="Status"/> looks when it is asked, and owners are never told to give anything back.</remarks>
internal sealed class MemoryArbiter : IMemoryArbiter, IDisposable
{
    private const double BudgetShare = 0.75;

    // A machine is shared with other programs; a limit is this process's own.
    private const double LimitShare = 0.9;
    private const int MegaByte = 1_000_000;
    private const int LargeBytes = 16 * MegaByte;

    private readonly IMemorySystem _system;
    private readonly IOptionsMonitor<MemoryOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly PressureGauge _gauge = new();
    private readonly MemoryTrimmer _trimmer;
    private readonly MemoryReservations _reservations = new();
    private readonly SemaphoreSlim _updating = new(1, 1);
    private readonly Lock _sampling = new();
    private MemoryStatus? _status;
    private MemorySample? _sample;
    private long _sampledAt;

    public MemoryArbiter(IMemorySystem system, IOptionsMonitor<MemoryOptions> options, TimeProvider timeProvider, ILogger<MemoryArbiter> logger)
    {
        _system = system;
        _options = options;
        _timeProvider = timeProvider;
        Ledger = new MemoryLedger(ReturnFreed);
        _trimmer = new MemoryTrimmer(Ledger, timeProvider, logger);
        Ledger.Register(new ManagedHeapOwner());
        Ledger.Register(new NativeHeapOwner(system, Ledger));
    }

    public MemoryLedger Ledger { get; }

    /// <summary>Gets the rung of <see cref="TrimLadder"/> that owners are on.</summary>
    public int Rung => _trimmer.Rung;

    /// <inheritdoc/>
    public MemoryStatus Status
    {
        get
        {
            lock (_sampling)
            {
                return _status is { } status && _timeProvider.GetElapsedTime(_sampledAt) < _options.CurrentValue.SampleInterval ? status : Sample();
            }
        }
    }

    /// <inheritdoc/>
    public IDisposable Register(IMemoryOwner owner)
    {
        IDisposable registration = Ledger.Register(owner);
        ReturnFreed(owner);
        return registration;
    }

    /// <inheritdoc/>
    public async ValueTask<IDisposable> ReserveAsync(string purpose, long bytes, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        MemoryOptions options = _options.CurrentValue;
        if (!options.Admission)
        {
            return new NoReservation();
        }

        MemoryStatus status = Status;
        if (bytes > status.Budget)
        {
            throw Refuse(purpose, bytes, status, "which is more than the whole budget");
        }

        MemoryReservations.Request request = _reservations.Add(bytes, status.Headroom);
        try
        {
            await request.Granted.Task.WaitAsync(options.AdmissionWait, _timeProvider, cancellationToken);
            return request;
        }
        catch (TimeoutException)
        {
            request.Dispose();
            throw Refuse(purpose, bytes, Status, string.Create(CultureInfo.InvariantCulture, $"and there was no room for {options.AdmissionWait.TotalSeconds:0.#} s"));
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompactAsync(CancellationToken cancellationToken = default) => await Task.Run(Compact, cancellationToken);

    /// <summary>Looks at memory and acts on it: tells owners, and grants reservations. Called by the monitor at each interval.</summary>
    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        await _updating.WaitAsync(cancellationToken);
        try
        {
            MemoryOptions options = _options.CurrentValue;
            MemoryStatus status;
            MemorySample sample;
            lock (_sampling)
            {
                status = Sample();
                sample = _sample!;
            }

            if (options.Admission)
            {
                _reservations.Update(status.Headroom);
            }

            long missing = options.Admission ? _reservations.Missing : 0;

            // Somebody who waits for memory is a reason to shed what can be computed or read again, but not what requests use.
            MemoryPressure pressure = !options.Trim ? MemoryPressure.None
                : missing > 0 && status.Pressure < MemoryPressure.Moderate ? MemoryPressure.Moderate
                : status.Pressure;
            long excess = Math.Max(missing, PressureGauge.Excess(sample, status.Budget));
            await _trimmer.UpdateAsync(pressure, excess, options.Trim ? options.CalmTime : TimeSpan.Zero, cancellationToken);
        }
        finally
        {
            _updating.Release();
        }
    }

    public void Dispose() => _updating.Dispose();

    /// <summary>What a large owner has freed in coming (a model's file, taken apart) or in going, the C library would keep for later.</summary>
    private void ReturnFreed(IMemoryOwner owner)
    {
        MemoryUsage usage = owner.GetUsage();
        if (usage.Private + usage.Mapped >= LargeBytes)
        {
            _system.TrimNativeHeap();
        }
    }

    private void Compact()
    {
        ManagedHeapOwner.Collect();
        _system.TrimNativeHeap();
    }

    private MemoryStatus Sample()
    {
        MemorySample sample = _system.Sample();
        long budget = _options.CurrentValue.TargetMb is long target and > 0 ? target * MegaByte : (long)(sample.Capacity * (sample.IsLimited ? LimitShare : BudgetShare));
        MemoryStatus status = new(budget, sample.Process, sample.Available, _gauge.Judge(sample, budget));
        _sample = sample;
        _sampledAt = _timeProvider.GetTimestamp();
        _status = status;
        return status;
    }

    private static LocalRagException Refuse(string purpose, long bytes, MemoryStatus status, string reason) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"There is no memory for {purpose}: it takes {bytes / MegaByte:N0} MB, {reason}; of a budget of {status.Budget / MegaByte:N0} MB {status.Used / MegaByte:N0} MB are used, and the machine has {status.Available / MegaByte:N0} MB left."),
        "Close other programs, choose a smaller model or a shorter Llama:ContextTokens, or raise Memory:TargetMb; 'localrag doctor --memory' lists who holds what.");

    private sealed class NoReservation : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
