namespace LocalRag.LlamaCpp.Native;

/// <summary>Threads of ggml that stay alive between steps. Without them the processor backend starts new ones for every step.</summary>
internal sealed unsafe class ComputeThreadPool : IDisposable
{
    private const int CpuDevice = 0;

    // Larger than ggml_threadpool_params (528 bytes), which only the library itself fills and reads.
    private const int ParameterBytes = 2048;

    private readonly delegate* unmanaged[Cdecl]<nint, void> _free;
    private nint _pool;

    private ComputeThreadPool(nint pool, delegate* unmanaged[Cdecl]<nint, void> free)
    {
        _pool = pool;
        _free = free;
    }

    /// <summary>Starts threads for a context and has it use them; returns null where its processor backend has no such threads. The context is freed before they are.</summary>
    public static ComputeThreadPool? Attach(LlamaContextHandle context, int threads)
    {
        nint device = NativeMethods.ggml_backend_dev_by_type(CpuDevice);
        if (device == 0 || threads < 2)
        {
            return null;
        }

        nint backend = NativeMethods.ggml_backend_dev_backend_reg(device);
        var create = (delegate* unmanaged[Cdecl]<byte*, nint>)NativeMethods.ggml_backend_reg_get_proc_address(backend, "ggml_threadpool_new");
        var free = (delegate* unmanaged[Cdecl]<nint, void>)NativeMethods.ggml_backend_reg_get_proc_address(backend, "ggml_threadpool_free");
        if (create is null || free is null)
        {
            return null;
        }

        byte* parameters = stackalloc byte[ParameterBytes];
        NativeMethods.ggml_threadpool_params_init(parameters, threads);
        nint pool = create(parameters);
        if (pool == 0)
        {
            return null;
        }

        NativeMethods.llama_attach_threadpool(context, pool, pool);
        return new ComputeThreadPool(pool, free);
    }

    public void Dispose()
    {
        nint pool = Interlocked.Exchange(ref _pool, 0);
        if (pool != 0)
        {
            _free(pool);
        }
    }
}
