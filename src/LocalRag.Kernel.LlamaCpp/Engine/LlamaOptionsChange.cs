namespace LocalRag.LlamaCpp.Engine;

/// <summary>Tells what it takes for new settings to have their effect on a model that is loaded.</summary>
internal static class LlamaOptionsChange
{
    /// <summary>Returns the most costly step that the differences between two sets of settings need; <see cref="SettingCost.Live"/> where there is none.</summary>
    public static SettingCost Cost(LlamaOptions before, LlamaOptions after) =>
        NeedsModel(before, after) ? SettingCost.Reload
        : NeedsContext(before, after) ? SettingCost.NewContext
        : SettingCost.Live;

    private static bool NeedsModel(LlamaOptions before, LlamaOptions after) =>
        before.Model != after.Model
        || before.NativeDirectory != after.NativeDirectory
        || before.GpuLayers != after.GpuLayers
        || before.GpuDevice != after.GpuDevice
        || before.GpuMemoryMiB != after.GpuMemoryMiB
        || before.Repack != after.Repack
        || before.OptimizedWeights != after.OptimizedWeights
        || before.ChatTemplate != after.ChatTemplate;

    private static bool NeedsContext(LlamaOptions before, LlamaOptions after) =>
        before.ContextTokens != after.ContextTokens
        || before.DynamicContext != after.DynamicContext
        || before.Sequences != after.Sequences
        || before.PrefillPieceTokens != after.PrefillPieceTokens
        || before.Threads != after.Threads
        || before.BatchThreads != after.BatchThreads
        || before.AdaptiveThreads != after.AdaptiveThreads
        || before.FlashAttention != after.FlashAttention
        || before.KvType != after.KvType
        || before.Drafting != after.Drafting
        || before.PrefixReuseDiskMiB != after.PrefixReuseDiskMiB
        || before.PrefixReuseDirectory != after.PrefixReuseDirectory;
}
