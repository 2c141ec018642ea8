namespace LocalRag;

/// <summary>The host's one budget of memory and one ledger of who holds how much of it.</summary>
/// <remarks>Members may be called from any thread at the same time.</remarks>
public interface IMemoryArbiter
{
    /// <summary>Gets memory as it was at the last sample, at most a few seconds ago.</summary>
    MemoryStatus Status { get; }

    /// <summary>Puts an owner into the ledger. If memory is short it is told so before long.</summary>
    /// <param name="owner">The owner.</param>
    /// <returns>Takes the owner out again when it is disposed of, best once its memory is freed; disposing of it twice does nothing.</returns>
    IDisposable Register(IMemoryOwner owner);

    /// <summary>Sets memory aside for something that is about to be allocated, and waits until there is room if the host is set to admit by memory.</summary>
    /// <remarks>In a host that does not admit by memory it returns at once.</remarks>
    /// <param name="purpose">What it is for, as it stands in an error: <c>loading the model X</c>.</param>
    /// <param name="bytes">How many bytes, at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Gives the reservation back when it is disposed of: once the memory is allocated and its owner registered, or no longer wanted.</returns>
    /// <exception cref="LocalRagException">It can never fit, or there was no room for too long; the message holds the figures.</exception>
    ValueTask<IDisposable> ReserveAsync(string purpose, long bytes, CancellationToken cancellationToken = default);

    /// <summary>Gives back to the system what this process has and nobody uses: compacts the heap of the runtime, and has the C library return what was freed.</summary>
    /// <remarks>All threads stand still for some tens of milliseconds, so this is for times at which nobody waits for an answer.</remarks>
    /// <param name="cancellationToken">Cancels it before it has begun.</param>
    ValueTask CompactAsync(CancellationToken cancellationToken = default);
}
