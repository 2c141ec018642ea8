namespace LocalRag.LlamaCpp;

/// <summary>The kinds of <see cref="LlamaDevice"/>, numbered as llama.cpp numbers them.</summary>
public enum LlamaDeviceKind
{
    /// <summary>A processor that uses the machine's memory.</summary>
    Cpu = 0,

    /// <summary>A graphics processor with memory of its own.</summary>
    Gpu = 1,

    /// <summary>A graphics processor that shares the machine's memory.</summary>
    IntegratedGpu = 2,

    /// <summary>A library or unit that speeds the processor up, such as BLAS.</summary>
    Accelerator = 3,

    /// <summary>A device made up of several others.</summary>
    Meta = 4,
}
