namespace LocalRag.LlamaCpp.Gguf;

/// <summary>The sizes of a model's layers, within the bounds that llama.cpp takes for granted: it ends the process beyond them.</summary>
internal sealed record GgufArchitecture(string Name, int Layers, long Context, long Embedding, int Heads, int KeyValueHeads, long KeyValueBytesPerToken)
{
    private const long MostLayers = 512;
    private const long MostExperts = 1024;
    private const long LargestExtent = 1 << 24;
    private const long LongestContext = 1 << 30;
    private const int BytesPerNumber = 2;

    public static GgufArchitecture Read(GgufMetadata metadata)
    {
        string name = metadata.FindText("general.architecture") ?? throw new GgufFormatException("lacks the key general.architecture");
        int layers = (int)metadata.RequireInteger($"{name}.block_count", 1, MostLayers);
        long context = metadata.RequireInteger($"{name}.context_length", 1, LongestContext);
        long embedding = metadata.RequireInteger($"{name}.embedding_length", 1, LargestExtent);
        metadata.FindInteger($"{name}.nextn_predict_layers", 0, layers);
        metadata.FindInteger($"{name}.pooling_type", 0, 4);
        CheckExperts(metadata, name, layers);
        CheckRope(metadata, name);
        foreach ((string key, GgufValue value) in metadata.Where(key => key.StartsWith(name + ".", StringComparison.Ordinal) && key.EndsWith("epsilon", StringComparison.Ordinal)))
        {
            if (value.Type != GgufValueType.Float32 || !(value.Number is >= 0 and < 1))
            {
                throw new GgufFormatException($"has {GgufMetadata.Describe(value)} under {key}, where a number from 0 to 1 is expected");
            }
        }

        long[] heads = metadata.FindPerLayer($"{name}.attention.head_count", layers, 0, embedding) ?? new long[layers];
        long[] keyValueHeads = metadata.FindPerLayer($"{name}.attention.head_count_kv", layers, 0, embedding) ?? heads;
        long headLength = heads[0] == 0 ? 0 : embedding / heads[0];
        long keyLength = metadata.FindInteger($"{name}.attention.key_length", 1, LargestExtent) ?? headLength;
        long valueLength = metadata.FindInteger($"{name}.attention.value_length", 1, LargestExtent) ?? headLength;
        long rotated = metadata.FindInteger($"{name}.rope.dimension_count", 0, LargestExtent) ?? keyLength;
        if (heads[0] > 0 && (keyLength == 0 || rotated > keyLength || rotated % 2 != 0))
        {
            throw new GgufFormatException($"has attention heads of {keyLength} numbers, of which {rotated} are to be rotated");
        }

        for (int i = 0; i < layers; i++)
        {
            if (keyValueHeads[i] > 0 && heads[i] % keyValueHeads[i] != 0)
            {
                throw new GgufFormatException($"has {heads[i]} attention heads in layer {i}, which {keyValueHeads[i]} heads of keys cannot serve evenly");
            }
        }

        return new GgufArchitecture(
            name, layers, context, embedding, (int)heads.Max(), (int)keyValueHeads.Max(), keyValueHeads.Sum() * (keyLength + valueLength) * BytesPerNumber);
    }

    private static void CheckExperts(GgufMetadata metadata, string name, int layers)
    {
        long experts = metadata.FindInteger($"{name}.expert_count", 0, MostExperts) ?? 0;
        long used = metadata.FindPerLayer($"{name}.expert_used_count", layers, 0, MostExperts)?.Max() ?? 0;
        long groups = metadata.FindInteger($"{name}.expert_group_count", 0, MostExperts) ?? 0;
        long usedGroups = metadata.FindInteger($"{name}.expert_group_used_count", 0, MostExperts) ?? 0;
        bool groupsFit = groups <= 1 || (experts % groups == 0 && usedGroups > 0 && usedGroups < groups);
        if (used > experts || (experts > 0 && used == 0) || groups > Math.Max(0, experts - 1) || !groupsFit)
        {
            throw new GgufFormatException($"has {experts} experts of which {used} are used, in {groups} groups of which {usedGroups} are used");
        }
    }

    private static void CheckRope(GgufMetadata metadata, string name)
    {
        string key = $"{name}.rope.scaling.type";
        if (metadata.FindText(key) is string scaling and not ("none" or "linear" or "yarn" or "longrope"))
        {
            throw new GgufFormatException($"has '{scaling}' under {key}, where none, linear, yarn or longrope is expected");
        }
    }
}
