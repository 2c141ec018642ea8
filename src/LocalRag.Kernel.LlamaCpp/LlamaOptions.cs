using System.ComponentModel.DataAnnotations;
using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp;

/// <summary>Settings of the llama.cpp engine, section <c>Llama</c>.</summary>
public sealed class LlamaOptions
{
    /// <summary>Gets or sets the chat model: a name in the model catalog, or the path of a GGUF file.</summary>
    /// <value>The default is <c>smollm2-135m-instruct-q4_1</c>.</value>
    [Required]
    public string Model { get; set; } = "smollm2-135m-instruct-q4_1";

    /// <summary>Gets or sets the folder of llama.cpp's libraries, in place of those that the build has put beside the program.</summary>
    /// <value>The default is null: those of the build.</value>
    public string? NativeDirectory { get; set; }

    /// <summary>Gets or sets how many tokens one request may take, prompt and output together.</summary>
    /// <value>The default is 2048 tokens.</value>
    [Range(64, 1 << 20)]
    [Tunable(SettingCost.NewContext, ChangesAnswers = true, Values = [1024, 2048, 4096, 8192])]
    public int ContextTokens { get; set; } = 2048;

    /// <summary>Gets or sets whether the context is only as large as the requests in sight need, up to <see cref="ContextTokens"/>: it grows for a request and shrinks back when none needs it.</summary>
    /// <value>The default is false: it has its full size from the start.</value>
    [Tunable(SettingCost.NewContext)]
    public bool DynamicContext { get; set; }

    /// <summary>Gets or sets after how long without a request the model is taken out of memory; the next request loads it again.</summary>
    /// <value>The default is 0: never.</value>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    [Tunable(SettingCost.Live, Values = ["00:00:00", "00:05:00"])]
    public TimeSpan IdleUnload { get; set; }

    /// <summary>Gets or sets how many requests run at the same time; each has <see cref="ContextTokens"/> of its own.</summary>
    /// <value>The default is 4 requests.</value>
    [Range(1, 64)]
    [Tunable(SettingCost.NewContext, Values = [1, 2, 4, 8])]
    public int Sequences { get; set; } = 4;

    /// <summary>Gets or sets how many requests may wait for a place; one more is refused with an error.</summary>
    /// <value>The default is 64 requests.</value>
    [Range(1, 65536)]
    public int QueueLength { get; set; } = 64;

    /// <summary>Gets or sets the size of the pieces in which a prompt is processed: between two pieces running answers go on, and a cancelled request stops.</summary>
    /// <value>The default is 256 tokens; smaller pieces make prompts slower, 64 by a tenth to a third.</value>
    [Range(16, 4096)]
    [Tunable(SettingCost.NewContext, ChangesAnswers = true, Values = [64, 128, 256, 512])]
    public int PrefillPieceTokens { get; set; } = 256;

    /// <summary>Gets or sets how many threads compute the next token of an answer.</summary>
    /// <value>The default is 0: one for each physical core that the process may use.</value>
    [Range(0, 512)]
    [Tunable(SettingCost.NewContext)]
    public int Threads { get; set; }

    /// <summary>Gets or sets how many threads process a prompt.</summary>
    /// <value>The default is 0: as many as <see cref="Threads"/>.</value>
    [Range(0, 512)]
    [Tunable(SettingCost.NewContext)]
    public int BatchThreads { get; set; }

    /// <summary>Gets or sets whether fewer threads compute while other programs keep the cores busy: threads wait for each other by spinning, and for one without a core all wait. With flash attention the last bits depend on the number of threads, so an answer may then be worded otherwise than on a quiet machine; with <see cref="Reproducible"/> the number stays as it is.</summary>
    /// <value>The default is false.</value>
    public bool AdaptiveThreads { get; set; }

    /// <summary>Gets or sets how many of the model's layers a GPU computes, the output layer first and then from the last block on; -1 is as many as fit. What does not fit is computed on the processor, and the log says so.</summary>
    /// <value>The default is 0: everything on the processor.</value>
    [Range(-1, 4096)]
    [Tunable(SettingCost.Reload, ChangesAnswers = true)]
    public int GpuLayers { get; set; }

    /// <summary>Gets or sets the GPU, by the name that <c>localrag doctor --gpu</c> lists.</summary>
    /// <value>The default is null: the one with the most memory free, one with memory of its own before one that shares the machine's.</value>
    public string? GpuDevice { get; set; }

    /// <summary>Gets or sets how much memory the model may take on the GPU, in MiB, whatever the device says that it has free.</summary>
    /// <value>The default is 0: what is free, less a tenth, and less 256 MiB at the least.</value>
    [Range(0, 1 << 22)]
    public int GpuMemoryMiB { get; set; }

    /// <summary>Gets or sets whether attention is computed without writing its scores to memory.</summary>
    /// <value>The default is <see cref="FlashAttention.Auto"/>: where the backend has it.</value>
    [EnumDataType(typeof(FlashAttention))]
    [Tunable(SettingCost.NewContext, ChangesAnswers = true)]
    public FlashAttention FlashAttention { get; set; } = FlashAttention.Auto;

    /// <summary>Gets or sets how the keys and values of attention are stored: a smaller type takes less memory and, on a processor, more time.</summary>
    /// <value>The default is <see cref="KvType.F16"/>.</value>
    [EnumDataType(typeof(KvType))]
    [Tunable(SettingCost.NewContext, ChangesAnswers = true)]
    public KvType KvType { get; set; } = KvType.F16;

    /// <summary>Gets or sets whether weights are rearranged at load for faster prompts, where the processor has kernels for their type; the rearranged weights take memory of their own.</summary>
    /// <value>The default is false.</value>
    [Tunable(SettingCost.Reload, ChangesAnswers = true)]
    public bool Repack { get; set; }

    /// <summary>Gets or sets whether the weights that <c>localrag models optimize</c> has made of the model are used, where it found them as good and faster on this machine.</summary>
    /// <value>The default is false.</value>
    [Tunable(SettingCost.Reload, ChangesAnswers = true)]
    public bool OptimizedWeights { get; set; }

    /// <summary>Gets or sets whether no computation is shared between requests, so that neighbours can never change an answer's last bits; several requests at once are then slower.</summary>
    /// <value>The default is false.</value>
    public bool Reproducible { get; set; }

    /// <summary>Gets or sets whether the next tokens of an answer are guessed from its prompt and earlier answers, and checked together, where that promises to be faster. Answers do not change by it.</summary>
    /// <remarks>Only while one request runs alone, and not with <see cref="Reproducible"/>.</remarks>
    /// <value>The default is false.</value>
    [Tunable(SettingCost.NewContext)]
    public bool Drafting { get; set; }

    /// <summary>Gets or sets whether a prompt that begins like one before is not computed again as far as it is the same. Answers do not change by it.</summary>
    /// <value>The default is false.</value>
    [Tunable(SettingCost.Live)]
    public bool PrefixReuse { get; set; }

    /// <summary>Gets or sets how much memory the beginnings of prompts may take besides the context, in MiB; 0 keeps only what the context itself holds.</summary>
    /// <value>The default is 256 MiB.</value>
    [Range(0, 1 << 20)]
    [Tunable(SettingCost.Live, Values = [0, 64, 256, 1024])]
    public int PrefixReuseMiB { get; set; } = 256;

    /// <summary>Gets or sets how much the beginnings of prompts may take on disk, in MiB, so that they outlive the process.</summary>
    /// <remarks>The files hold what a model makes of the texts in prompts; who can read them can learn about those texts.</remarks>
    /// <value>The default is 0: nothing is written.</value>
    [Range(0, 1 << 20)]
    public int PrefixReuseDiskMiB { get; set; }

    /// <summary>Gets or sets the folder for the beginnings of prompts.</summary>
    /// <value>The default is null: <c>prefixes</c> in the data folder.</value>
    public string? PrefixReuseDirectory { get; set; }

    /// <summary>Gets or sets whether passages in a prompt are taken over as they were computed for other prompts, so that only the question is left to compute. Answers are then APPROXIMATE: no passage has seen those before it.</summary>
    /// <remarks>
    /// It needs <see cref="PrefixReuse"/> and its memory, keys and values of 16 or 32 bits, and does nothing with <see cref="Reproducible"/>. It switches itself off, with a
    /// warning, where answers agree too little with those of full prompts.
    /// </remarks>
    /// <value>The default is false.</value>
    [Tunable(SettingCost.Live, ChangesAnswers = true)]
    public bool EvidenceReuse { get; set; }

    /// <summary>Gets or sets how many tokens at the start of each passage that is taken over are computed again behind the passages before it, which makes answers a little less approximate and the first token later.</summary>
    /// <value>The default is 0 tokens.</value>
    [Range(0, 256)]
    [Tunable(SettingCost.Live, ChangesAnswers = true, Values = [0, 16, 32])]
    public int EvidenceRecomputeTokens { get; set; }

    /// <summary>Gets or sets the share of approximate answers that are checked against the full prompt afterwards, while nobody asks; 0 checks none.</summary>
    /// <value>The default is 0.05; the first eight answers are all checked.</value>
    [Range(0.0, 1.0)]
    public double EvidenceAuditShare { get; set; } = 0.05;

    /// <summary>Gets or sets how many of the first tokens of approximate answers must be the likeliest ones by the full prompt too, as a share; below it <see cref="EvidenceReuse"/> switches itself off.</summary>
    /// <value>The default is 0.6.</value>
    [Range(0.0, 1.0)]
    public double EvidenceMinAgreement { get; set; } = 0.6;

    /// <summary>Gets or sets the chat template: the name of one that llama.cpp knows, such as <c>chatml</c>, or a template's text.</summary>
    /// <value>The default is null: the model's own.</value>
    public string? ChatTemplate { get; set; }

    /// <summary>Gets or sets the longest answer for requests that do not say.</summary>
    /// <value>The default is 512 tokens.</value>
    [Range(1, 1 << 20)]
    public int MaxOutputTokens { get; set; } = 512;

    /// <summary>Gets or sets the temperature for requests that do not say: 0 always takes the likeliest token.</summary>
    /// <value>The default is 0.</value>
    [Range(0f, 10f)]
    public float Temperature { get; set; }

    /// <summary>Gets or sets the number of likeliest tokens to choose from, for requests that do not say; 0 is all.</summary>
    /// <value>The default is 40 tokens.</value>
    [Range(0, 1 << 20)]
    public int TopK { get; set; } = 40;

    /// <summary>Gets or sets the share of probability that the tokens to choose from make up, for requests that do not say.</summary>
    /// <value>The default is 0.95.</value>
    [Range(0f, 1f)]
    public float TopP { get; set; } = 0.95f;

    /// <summary>Gets or sets the least probability of a token to choose from, as a share of the likeliest one's, for requests that do not say.</summary>
    /// <value>The default is 0.05.</value>
    [Range(0f, 1f)]
    public float MinP { get; set; } = 0.05f;

    /// <summary>Returns a copy that rearranges the weights at load.</summary>
    internal LlamaOptions WithRepack()
    {
        LlamaOptions copy = (LlamaOptions)MemberwiseClone();
        copy.Repack = true;
        return copy;
    }

    /// <summary>Returns a copy with so many layers on a device.</summary>
    internal LlamaOptions WithOffload(GpuOffload offload)
    {
        LlamaOptions copy = (LlamaOptions)MemberwiseClone();
        copy.GpuLayers = offload.Layers;
        copy.GpuDevice = offload.Layers > 0 ? offload.Device!.Name : null;
        return copy;
    }

    /// <summary>Returns a copy for the processor alone.</summary>
    internal LlamaOptions WithoutGpu()
    {
        LlamaOptions copy = (LlamaOptions)MemberwiseClone();
        (copy.GpuLayers, copy.GpuDevice) = (0, null);
        return copy;
    }

    /// <summary>Returns a copy with another way to compute attention.</summary>
    internal LlamaOptions WithAttention(FlashAttention attention)
    {
        LlamaOptions copy = (LlamaOptions)MemberwiseClone();
        copy.FlashAttention = attention;
        return copy;
    }

    /// <summary>Returns a copy with another size of the context.</summary>
    internal LlamaOptions WithContext(ContextSize size)
    {
        LlamaOptions copy = (LlamaOptions)MemberwiseClone();
        (copy.ContextTokens, copy.Sequences) = (size.Tokens, size.Sequences);
        return copy;
    }
}
