namespace LocalRag.LlamaCpp.Native;

/// <summary>Threads of ggml that stay alive between steps. Without them the processor backend starts new ones for every step.</summary>
internal sealed unsafe class ComputeThreadPool : IDisposable
{
    private const int CpuDevice = 0;

    // Larger than ggml_threadpool_params (528 bytes), which the library fills and reads. It begins with a mask of 512 processors, the threads, and their priority.
    private const int ParameterBytes = 2048;
    private const int ThreadsOffset = 512;
    private const int PollOffset = 520;
    private const uint LibraryPoll = 50;

    // How long threads without work spin before they sleep. With the library's 50 they hold their cores against whatever computes next: with a second
    // engine in the process a reused prompt's first token came after 186 ms, with 1 after 69. 1 spans the few milliseconds between two steps.
    private const uint Poll = 1;

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
        SetPoll(parameters, threads);
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

    // A library whose parameters lie elsewhere keeps its own value.
    private static void SetPoll(byte* parameters, int threads)
    {
        uint* poll = (uint*)(parameters + PollOffset);
        if (*(int*)(parameters + ThreadsOffset) == threads && *poll == LibraryPoll)
        {
            *poll = Poll;
        }
    }
}
