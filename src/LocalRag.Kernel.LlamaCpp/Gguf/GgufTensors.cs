using System.Text;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Gguf;

/// <summary>The table of tensors of a GGUF file, checked against the length of the file.</summary>
/// <param name="Count">How many tensors.</param>
/// <param name="Parameters">How many numbers they hold together.</param>
/// <param name="Bytes">How many bytes of the file they take, without padding.</param>
/// <param name="WeightType">The type that most of the bytes have.</param>
/// <param name="Places">How many bytes each block takes, by its number, and what is in no block, by name.</param>
internal sealed record GgufTensors(int Count, long Parameters, long Bytes, GgmlType WeightType, TensorPlaces Places)
{
    private const long MostTensors = 64 * 1024;
    private const int LongestName = 63;
    private const int MostDimensions = 4;

    public static long ReadCount(GgufReader reader) => reader.ReadCount(MostTensors, "tensors");

    public static GgufTensors Read(GgufReader reader, long count, long alignment)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        SortedDictionary<GgmlType, long> bytesPerType = [];
        TensorPlaces places = new();
        long parameters = 0;
        long bytes = 0;
        long end = 0;
        long lastEnd = 0;
        for (long i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> nameBytes = reader.ReadBytes(LongestName, "tensor name");
            string name = Encoding.UTF8.GetString(nameBytes);
            if (nameBytes.IsEmpty || nameBytes.ContainsAnyExceptInRange((byte)'!', (byte)'~') || !names.Add(name))
            {
                throw new GgufFormatException($"has a tensor, number {i}, without a name of its own in plain text");
            }

            (long elements, long size, GgmlType type) = ReadShape(reader, name);
            ulong offset = reader.ReadUInt64();

            // llama.cpp takes tensors only in the order of the table and without gaps, so that none can overlap another.
            if (offset != (ulong)end)
            {
                throw new GgufFormatException($"has the tensor {name} at offset {offset} where {end} is expected");
            }

            lastEnd = checked(end + size);
            end = checked(lastEnd + alignment - 1) & -alignment;
            parameters = checked(parameters + elements);
            bytes += size;
            places.Add(name, size);
            bytesPerType[type] = bytesPerType.GetValueOrDefault(type) + size;
        }

        long start = checked(reader.Position + alignment - 1) & -alignment;
        if (lastEnd > reader.Length - start)
        {
            throw new GgufFormatException($"ends at byte {reader.Length}, but its tensors reach to byte {(UInt128)start + (UInt128)lastEnd}: it was cut short");
        }

        return new GgufTensors((int)count, parameters, bytes, bytesPerType.Count == 0 ? default : bytesPerType.MaxBy(pair => pair.Value).Key, places);
    }

    private static (long Elements, long Bytes, GgmlType Type) ReadShape(GgufReader reader, string name)
    {
        uint dimensions = reader.ReadUInt32();
        if (dimensions is 0 or > MostDimensions)
        {
            throw new GgufFormatException($"has the tensor {name} with {dimensions} dimensions");
        }

        long elements = 1;
        long row = 0;
        for (uint i = 0; i < dimensions; i++)
        {
            ulong extent = reader.ReadUInt64();
            if (extent is 0 or > int.MaxValue || elements > long.MaxValue / 16 / (long)extent)
            {
                throw new GgufFormatException($"has the tensor {name} with an impossible extent of {extent}");
            }

            row = i == 0 ? (long)extent : row;
            elements *= (long)extent;
        }

        GgmlType type = (GgmlType)reader.ReadUInt32();
        if (GgmlTypes.FindBlock(type) is not (int blockElements, int blockBytes))
        {
            throw new GgufFormatException($"has the tensor {name} of a type, {(int)type}, that is not one of weights");
        }

        if (row % blockElements != 0)
        {
            throw new GgufFormatException($"has the tensor {name} with rows of {row} numbers, which {type} cannot store");
        }

        return (elements, elements / blockElements * blockBytes, type);
    }
}
