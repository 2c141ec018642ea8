using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Memory;

/// <summary>The entries of a loaded model in the ledger of memory: its weights, keys and values, and what it computes in.</summary>
internal sealed class EngineMemory : IDisposable
{
    private readonly NativeBuffers _buffers = new();
    private readonly List<IDisposable> _registrations = [];
    private readonly IDisposable _listening;

    /// <summary>Begins to listen for the sizes of buffers that are made on this thread.</summary>
    public EngineMemory() => _listening = LlamaLog.Listen(_buffers.Add);

    /// <summary>Puts the owners into the ledger, once the model is loaded, on the thread that loaded it.</summary>
    public void Register(IMemoryArbiter? memory, string path)
    {
        _listening.Dispose();
        if (memory is null)
        {
            return;
        }

        _registrations.Add(memory.Register(new FixedOwner("llama.weights", MemoryKind.Weights, new MemoryUsage(_buffers.PrivateWeights, _buffers.MappedWeights), [path])));
        _registrations.Add(memory.Register(new FixedOwner("llama.kv", MemoryKind.KeyValues, new MemoryUsage(_buffers.KeyValues), [])));
        _registrations.Add(memory.Register(new FixedOwner("llama.compute", MemoryKind.Compute, new MemoryUsage(_buffers.Compute), [])));
    }

    public void Dispose()
    {
        _listening.Dispose();
        foreach (IDisposable registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private sealed class FixedOwner(string name, MemoryKind kind, MemoryUsage usage, IReadOnlyList<string> files) : IMemoryOwner
    {
        public string Name => name;

        public MemoryKind Kind => kind;

        public MemoryPriority Priority => MemoryPriority.InUse;

        public IReadOnlyList<string> MappedFiles => files;

        public MemoryUsage GetUsage() => usage;
    }
}
