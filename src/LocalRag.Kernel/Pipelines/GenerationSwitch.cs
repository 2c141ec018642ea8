namespace LocalRag.Pipelines;

/// <summary>Holds the current generation. Publishing another is one exchange; no call ever waits for it.</summary>
internal sealed class GenerationSwitch(Generation first)
{
    private Generation _current = first;

    public Generation Current => Volatile.Read(ref _current);

    /// <summary>Makes a generation the current one and returns the one before, which the caller retires.</summary>
    public Generation Publish(Generation next) => Interlocked.Exchange(ref _current, next);

    /// <summary>Looks for a service in the current generation, which stays until it is found.</summary>
    public object? FindService(Func<Generation, object?> find)
    {
        Generation generation = Lease();
        try
        {
            return find(generation);
        }
        finally
        {
            generation.Release();
        }
    }

    /// <summary>Returns the current generation with a lease on it; a plain one is returned without.</summary>
    public Generation Lease()
    {
        while (true)
        {
            Generation current = Current;
            if (current.IsPlain || current.TryLease())
            {
                return current;
            }

            // Retired between the read and the lease: another one has been published already.
        }
    }
}
