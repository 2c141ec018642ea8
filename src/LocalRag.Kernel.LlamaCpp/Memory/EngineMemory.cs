using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Memory;

/// <summary>The entries in the ledger of memory of what was loaded: weights, or the keys and values of a context and what it computes in.</summary>
/// <remarks>What is in the memory of a GPU's own is not the machine's, and has no entry.</remarks>
internal sealed class EngineMemory : IDisposable
{
    private readonly NativeBuffers _buffers;
    private readonly List<IDisposable> _registrations = [];
    private readonly IDisposable _listening;
    private long _deviceBytes;

    /// <summary>Gets how many bytes are in the ledger.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins to listen for the sizes of buffers that are made on this thread.</summary>
    /// <param name="device">The GPU that layers are on; null for none.</param>
    public EngineMemory(LlamaDevice? device = null)
    {
        _buffers = new NativeBuffers(device);
        _listening = LlamaLog.Listen(_buffers.Add);
    }

    /// <summary>Gets how many bytes are on the GPU.</summary>
    public long DeviceBytes => Volatile.Read(ref _deviceBytes);

    /// <summary>Puts the owners into the ledger, once it is loaded, on the thread that loaded it.</summary>
    public void Register(IMemoryArbiter? memory, string path)
    {
        _listening.Dispose();
        Volatile.Write(ref _deviceBytes, _buffers.Device);
        EngineTelemetry.AddDeviceMemory(_buffers.Device);
        if (memory is null)
        {
            return;
        }

        Add(memory, "llama.weights", MemoryKind.Weights, new MemoryUsage(_buffers.PrivateWeights, _buffers.MappedWeights), [path]);
        Add(memory, "llama.kv", MemoryKind.KeyValues, new MemoryUsage(_buffers.KeyValues), []);
        Add(memory, "llama.compute", MemoryKind.Compute, new MemoryUsage(_buffers.Compute), []);
    }

    public void Dispose()
    {
        _listening.Dispose();
        EngineTelemetry.AddDeviceMemory(-Interlocked.Exchange(ref _deviceBytes, 0));
        foreach (IDisposable registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Add(IMemoryArbiter memory, string name, MemoryKind kind, MemoryUsage usage, IReadOnlyList<string> files)
    {
        // Weights and contexts are made apart, each with entries of its own.
        if (usage.Total > 0)
        {
            _registrations.Add(memory.Register(new FixedOwner(name, kind, usage, files)));
            Bytes += usage.Total;
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
