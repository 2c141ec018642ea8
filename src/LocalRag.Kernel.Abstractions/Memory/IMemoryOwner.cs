namespace LocalRag;

/// <summary>Something that holds much memory and, if it can, gives some back when asked.</summary>
/// <remarks>Members are called from any thread, also while requests run, and also after deregistration by a call that had begun before.</remarks>
public interface IMemoryOwner
{
    /// <summary>Gets the name in the ledger, in lower case with dots, such as <c>llama.weights</c>; several owners may share one.</summary>
    string Name { get; }

    /// <summary>Gets what it keeps.</summary>
    MemoryKind Kind { get; }

    /// <summary>Gets how soon it is asked to give memory back; it may change while it is registered.</summary>
    MemoryPriority Priority { get; }

    /// <summary>Gets the files behind what is mapped, by full path, so that the host can tell how much of them is in memory.</summary>
    IReadOnlyList<string> MappedFiles => [];

    /// <summary>Returns what it holds now. It is called about once a second, so it only reads counters.</summary>
    MemoryUsage GetUsage();

    /// <summary>Returns about how many bytes <see cref="TrimAsync"/> would free at a level, from where the owner is now.</summary>
    /// <remarks>An owner that can't give anything back leaves this and <see cref="TrimAsync"/> as they are.</remarks>
    /// <param name="level">The level.</param>
    long GetTrimmableBytes(MemoryTrim level) => 0;

    /// <summary>Takes the owner to a level. Going up it frees memory; going down it may fill itself again, at once or as it is used.</summary>
    /// <remarks>No request may fail because of it: what is in use stays, and what was given back returns by itself when it is needed.</remarks>
    /// <param name="level">The level from now on; a level that it is at already is no reason to do anything.</param>
    /// <param name="cancellationToken">Ends the wait, not the level.</param>
    ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
