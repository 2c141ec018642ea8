using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LocalRag.LlamaCpp.Gguf;

/// <summary>The keys and values at the head of a GGUF file.</summary>
internal sealed class GgufMetadata
{
    public const string TokensKey = "tokenizer.ggml.tokens";

    private const int LongestKey = 1024;
    private const long MostKeys = 16 * 1024;
    private const long MostElements = 16 * 1024 * 1024;
    private const int MostKeptElements = 1024;

    private readonly Dictionary<string, GgufValue> _values = new(StringComparer.Ordinal);
    private long _elements;

    private GgufMetadata()
    {
    }

    public GgufVocabulary Vocabulary { get; } = new();

    public static long ReadKeyCount(GgufReader reader) => reader.ReadCount(MostKeys, "keys");

    public static GgufMetadata Read(GgufReader reader, long count)
    {
        GgufMetadata metadata = new();
        for (long i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = reader.ReadBytes(LongestKey, "key");
            if (bytes.IsEmpty || bytes.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            {
                throw new GgufFormatException($"has a key, number {i}, that is empty or not plain text");
            }

            string key = Encoding.ASCII.GetString(bytes);
            if (!metadata._values.TryAdd(key, metadata.ReadValue(reader, key)))
            {
                throw new GgufFormatException($"has the key {key} twice");
            }
        }

        return metadata;
    }

    public bool TryGet(string key, [NotNullWhen(true)] out GgufValue? value) => _values.TryGetValue(key, out value);

    public bool Contains(string key) => _values.ContainsKey(key);

    /// <summary>Returns a text, or null where there is no such key.</summary>
    public string? FindText(string key)
    {
        if (!_values.TryGetValue(key, out GgufValue? value))
        {
            return null;
        }

        return value is { Type: GgufValueType.String, Text: string text } ? text : throw new GgufFormatException($"has no usable text under {key}");
    }

    /// <summary>Returns a whole number in a range, or null where there is no such key. llama.cpp stores every size and id as an unsigned 32-bit number.</summary>
    public long? FindInteger(string key, long smallest, long largest)
    {
        if (!_values.TryGetValue(key, out GgufValue? value))
        {
            return null;
        }

        return value.Type == GgufValueType.UInt32 && value.Integer >= smallest && value.Integer <= largest
            ? value.Integer
            : throw new GgufFormatException($"has {Describe(value)} under {key}, where a number from {smallest} to {largest} is expected");
    }

    public long RequireInteger(string key, long smallest, long largest) =>
        FindInteger(key, smallest, largest) ?? throw new GgufFormatException($"lacks the key {key}");

    /// <summary>Returns a truth value, or null where there is no such key.</summary>
    public bool? FindBool(string key)
    {
        if (!_values.TryGetValue(key, out GgufValue? value))
        {
            return null;
        }

        return value.Type == GgufValueType.Bool ? value.Integer != 0 : throw new GgufFormatException($"has {Describe(value)} under {key}, where true or false is expected");
    }

    /// <summary>Returns the number of each layer, given as one for all or as an array, or null where there is no such key.</summary>
    public long[]? FindPerLayer(string key, long layers, long smallest, long largest)
    {
        if (!_values.TryGetValue(key, out GgufValue? value) || value.Type != GgufValueType.Array)
        {
            return FindInteger(key, smallest, largest) is long number ? [.. Enumerable.Repeat(number, (int)layers)] : null;
        }

        return value.Integers is long[] numbers && numbers.Length >= layers && Array.TrueForAll(numbers, number => number >= smallest && number <= largest)
            ? numbers[..(int)layers]
            : throw new GgufFormatException($"has no list of {layers} numbers from {smallest} to {largest} under {key}");
    }

    public IEnumerable<KeyValuePair<string, GgufValue>> Where(Func<string, bool> key) => _values.Where(pair => key(pair.Key));

    public static string Describe(GgufValue value) => value.Type switch
    {
        GgufValueType.Array => $"{value.Count} elements",
        GgufValueType.String => "a text",
        GgufValueType.Float32 or GgufValueType.Float64 => FormattableString.Invariant($"{value.Number}"),
        GgufValueType.Bool => value.Integer != 0 ? "true" : "false",
        _ => FormattableString.Invariant($"{value.Integer} ({value.Type})"),
    };

    private GgufValue ReadValue(GgufReader reader, string key)
    {
        GgufValueType type = (GgufValueType)reader.ReadUInt32();
        return type switch
        {
            GgufValueType.String => new GgufValue(type, Text: reader.ReadText($"text under {key}")),
            GgufValueType.Array => ReadArray(reader, key),
            GgufValueType.Float32 => new GgufValue(type, Number: BinaryPrimitives.ReadSingleLittleEndian(reader.Take(sizeof(float)))),
            GgufValueType.Float64 => new GgufValue(type, Number: BinaryPrimitives.ReadDoubleLittleEndian(reader.Take(sizeof(double)))),
            _ => new GgufValue(type, Integer: ReadInteger(reader, type, key)),
        };
    }

    private GgufValue ReadArray(GgufReader reader, string key)
    {
        // The format has arrays of arrays, llama.cpp does not read them.
        GgufValueType type = (GgufValueType)reader.ReadUInt32();
        int size = type == GgufValueType.String ? sizeof(ulong) : SizeOf(type, key);
        long count = reader.ReadCount(Math.Min(MostElements, (reader.Length - reader.Position) / size), $"elements under {key}");
        _elements += count;
        if (_elements > MostElements)
        {
            throw new GgufFormatException($"has more than {MostElements} elements in its lists");
        }

        if (type == GgufValueType.String)
        {
            ReadTexts(reader, key, count);
        }
        else if (count <= MostKeptElements && type is not (GgufValueType.Float32 or GgufValueType.Float64))
        {
            long[] integers = new long[count];
            for (int i = 0; i < integers.Length; i++)
            {
                integers[i] = ReadInteger(reader, type, key);
            }

            return new GgufValue(GgufValueType.Array, ElementType: type, Count: count, Integers: integers);
        }
        else
        {
            reader.Skip(count * size);
        }

        return new GgufValue(GgufValueType.Array, ElementType: type, Count: count);
    }

    private void ReadTexts(GgufReader reader, string key, long count)
    {
        bool isVocabulary = key == TokensKey;
        for (long i = 0; i < count; i++)
        {
            if (isVocabulary)
            {
                Vocabulary.Add(reader.ReadBytes(GgufVocabulary.LongestToken, "token"));
            }
            else
            {
                reader.SkipText($"text under {key}");
            }
        }
    }

    private static long ReadInteger(GgufReader reader, GgufValueType type, string key)
    {
        ReadOnlySpan<byte> bytes = reader.Take(SizeOf(type, key));
        return type switch
        {
            GgufValueType.UInt8 or GgufValueType.Bool => bytes[0],
            GgufValueType.Int8 => (sbyte)bytes[0],
            GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            GgufValueType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(bytes), long.MaxValue),
        };
    }

    private static int SizeOf(GgufValueType type, string key) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        GgufValueType.Array => throw new GgufFormatException($"has a list of lists under {key}, which llama.cpp does not read"),
        _ => throw new GgufFormatException($"has an unknown type, {(uint)type}, under {key}"),
    };
}
