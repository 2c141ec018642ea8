using System.Text;
using LocalRag.LlamaCpp.Gguf;

namespace LocalRag.LlamaCpp.Tests.Gguf;

/// <summary>Writes small GGUF files, right ones and wrong ones.</summary>
internal sealed class GgufBuilder
{
    private readonly List<(string Key, byte[] Value)> _keys = [];
    private readonly List<(string Name, long[] Extents, uint Type, ulong? Offset)> _tensors = [];

    public uint Version { get; set; } = 3;

    public ulong? TensorCount { get; set; }

    public ulong? KeyCount { get; set; }

    public int Alignment { get; set; } = 32;

    /// <summary>A llama of two layers with a vocabulary of bytes, which is right in every respect.</summary>
    public static GgufBuilder Llama()
    {
        GgufBuilder builder = new();
        builder
            .Text("general.architecture", "llama")
            .Text("general.name", "Tiny")
            .UInt32("llama.block_count", 2)
            .UInt32("llama.context_length", 128)
            .UInt32("llama.embedding_length", 64)
            .UInt32("llama.attention.head_count", 4)
            .UInt32("llama.attention.head_count_kv", 2)
            .UInt32("llama.rope.dimension_count", 16)
            .Float32("llama.attention.layer_norm_rms_epsilon", 1e-5f)
            .Text("tokenizer.ggml.model", "llama")
            .Texts("tokenizer.ggml.tokens", [.. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>")])
            .UInt32("tokenizer.ggml.bos_token_id", 1)
            .UInt32("tokenizer.ggml.eos_token_id", 2)
            .Tensor("token_embd.weight", [64, 256], 8)
            .Tensor("output_norm.weight", [64], 0);
        return builder;
    }

    /// <summary>The same with all its weights, which llama.cpp can load and run.</summary>
    public static GgufBuilder WholeLlama()
    {
        GgufBuilder builder = Llama().UInt32("llama.feed_forward_length", 128);
        for (int i = 0; i < 2; i++)
        {
            builder
                .Tensor($"blk.{i}.attn_norm.weight", [64], 0)
                .Tensor($"blk.{i}.attn_q.weight", [64, 64], 8)
                .Tensor($"blk.{i}.attn_k.weight", [64, 32], 8)
                .Tensor($"blk.{i}.attn_v.weight", [64, 32], 8)
                .Tensor($"blk.{i}.attn_output.weight", [64, 64], 8)
                .Tensor($"blk.{i}.ffn_norm.weight", [64], 0)
                .Tensor($"blk.{i}.ffn_gate.weight", [64, 128], 8)
                .Tensor($"blk.{i}.ffn_down.weight", [128, 64], 8)
                .Tensor($"blk.{i}.ffn_up.weight", [64, 128], 8);
        }

        return builder;
    }

    /// <summary>The same with the other kind of tokenizer, whose tokens are bytes written as letters.</summary>
    public static GgufBuilder WholeGpt2()
    {
        int next = 256;
        return WholeLlama()
            .Text("tokenizer.ggml.model", "gpt2")
            .Text("tokenizer.ggml.pre", "default")
            .Texts("tokenizer.ggml.merges", "l l", "e r", "a b")
            .Texts("tokenizer.ggml.tokens", [.. Enumerable.Range(0, 256).Select(value =>
                ((char)(value is (> 32 and < 127) or (> 160 and < 173) or > 173 ? value : next++)).ToString())]);
    }

    public GgufBuilder Without(string key)
    {
        _keys.RemoveAll(pair => pair.Key == key);
        return this;
    }

    /// <summary>Sets a key, in place of the one of this name if there is one.</summary>
    public GgufBuilder Set(string key, uint type, Action<BinaryWriter> write)
    {
        int at = _keys.FindIndex(pair => pair.Key == key);
        if (at < 0)
        {
            return Add(key, type, write);
        }

        Add(key, type, write);
        _keys[at] = _keys[^1];
        _keys.RemoveAt(_keys.Count - 1);
        return this;
    }

    public GgufBuilder Add(string key, uint type, Action<BinaryWriter> write)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(type);
        write(writer);
        _keys.Add((key, stream.ToArray()));
        return this;
    }

    public GgufBuilder Text(string key, string value) => Set(key, 8, writer => WriteText(writer, value));

    public GgufBuilder UInt32(string key, uint value) => Set(key, 4, writer => writer.Write(value));

    public GgufBuilder Float32(string key, float value) => Set(key, 6, writer => writer.Write(value));

    public GgufBuilder Texts(string key, params string[] values) => Set(key, 9, writer =>
    {
        writer.Write(8u);
        writer.Write((ulong)values.Length);
        foreach (string value in values)
        {
            WriteText(writer, value);
        }
    });

    public GgufBuilder WithoutTensors()
    {
        _tensors.Clear();
        return this;
    }

    public GgufBuilder Tensor(string name, long[] extents, uint type, ulong? offset = null)
    {
        _tensors.Add((name, extents, type, offset));
        return this;
    }

    public byte[] Build(int dataBytes = 64 * 1024)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write(TensorCount ?? (ulong)_tensors.Count);
        writer.Write(KeyCount ?? (ulong)_keys.Count);
        foreach ((string key, byte[] value) in _keys)
        {
            WriteText(writer, key);
            writer.Write(value);
        }

        long next = 0;
        foreach ((string name, long[] extents, uint type, ulong? offset) in _tensors)
        {
            WriteText(writer, name);
            writer.Write(extents.Length);
            foreach (long extent in extents)
            {
                writer.Write(extent);
            }

            writer.Write(type);
            writer.Write(offset ?? (ulong)next);
            next += Padded(extents, type, Alignment);
        }

        stream.SetLength(((stream.Length + Alignment - 1) & -Alignment) + dataBytes);
        return stream.ToArray();
    }

    public GgufSummary Check(int dataBytes = 64 * 1024)
    {
        byte[] file = Build(dataBytes);
        return GgufFile.Check(new MemoryStream(file), file.Length, "tiny.gguf");
    }

    public static void WriteText(BinaryWriter writer, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static long Padded(long[] extents, uint type, int alignment)
    {
        (int elements, int bytes) = GgmlTypes.FindBlock((LlamaCpp.Native.GgmlType)type) ?? (1, 0);
        long size = extents.Aggregate(1L, (product, extent) => unchecked(product * extent)) / elements * bytes;
        return (size + alignment - 1) & -alignment;
    }
}
