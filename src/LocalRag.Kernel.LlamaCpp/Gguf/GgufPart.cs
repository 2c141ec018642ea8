namespace LocalRag.LlamaCpp.Gguf;

/// <summary>One file of a model: all of it, or a part if the model is split.</summary>
/// <param name="Metadata">Its keys; of the later parts of a split model only a few.</param>
/// <param name="Tensors">Its tensors; the first part of a split model may have none.</param>
/// <param name="Number">Its place among the parts, from 0.</param>
/// <param name="Count">How many parts there are.</param>
internal sealed record GgufPart(GgufMetadata Metadata, GgufTensors Tensors, int Number, int Count)
{
    private const uint OldestVersion = 2;
    private const uint NewestVersion = 3;

    // Mapped tensors must stand at multiples of 32 bytes: llama.cpp ends the process over others.
    private const int DefaultAlignment = 32;
    private const int LargestAlignment = 64 * 1024;
    private const int MostParts = 1024;

    public static GgufPart Read(GgufReader reader)
    {
        if (!reader.Take(4).SequenceEqual("GGUF"u8))
        {
            throw new GgufFormatException("is not a GGUF file: it does not begin with GGUF");
        }

        uint version = reader.ReadUInt32();
        if (version is < OldestVersion or > NewestVersion)
        {
            throw new GgufFormatException((version & ushort.MaxValue) == 0
                ? "is a GGUF file for machines of the other byte order"
                : $"has version {version} of the GGUF format; {OldestVersion} and {NewestVersion} are read");
        }

        long tensorCount = GgufTensors.ReadCount(reader);
        GgufMetadata metadata = GgufMetadata.Read(reader, GgufMetadata.ReadKeyCount(reader));
        long alignment = metadata.FindInteger("general.alignment", DefaultAlignment, LargestAlignment) ?? DefaultAlignment;
        if (!long.IsPow2(alignment))
        {
            throw new GgufFormatException($"has the alignment {alignment}, which is not a power of two");
        }

        int parts = ReadPartNumber(metadata, "split.count", 1);
        int number = ReadPartNumber(metadata, "split.no", 0);
        return new GgufPart(metadata, GgufTensors.Read(reader, tensorCount, alignment), number, Math.Max(1, parts));
    }

    private static int ReadPartNumber(GgufMetadata metadata, string key, int fallback)
    {
        if (!metadata.TryGet(key, out GgufValue? value))
        {
            return fallback;
        }

        return value is { Type: GgufValueType.UInt16, Integer: <= MostParts }
            ? (int)value.Integer
            : throw new GgufFormatException($"has {GgufMetadata.Describe(value)} under {key}, where a number up to {MostParts} is expected");
    }
}
