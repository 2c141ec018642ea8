using System.Buffers.Binary;
using LocalRag.Testing;

namespace LocalRag.LlamaCpp.Tests.Gguf;

/// <summary>The head of the real model's file: everything before the weights.</summary>
internal static class GgufHead
{
    private static readonly int[] s_sizes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];

    /// <summary>The head as it is, about 1.7 MiB.</summary>
    public static byte[] Whole() => Read(int.MaxValue);

    /// <summary>The head with the first of the vocabulary's tokens only, so that most of it is structure.</summary>
    public static byte[] Short() => Read(64);

    private static byte[] Read(int mostElements)
    {
        using FileStream file = File.OpenRead(RepositoryPaths.ChatModel);
        byte[] source = new byte[4 * 1024 * 1024];
        file.ReadExactly(source);
        using MemoryStream head = new();
        int at = 24;
        head.Write(source.AsSpan(0, at));
        int keys = source[16];
        int tensors = BinaryPrimitives.ReadInt32LittleEndian(source.AsSpan(8));
        for (int i = 0; i < keys; i++)
        {
            int start = at;
            at += TextLength(source, at);
            int type = source[at];
            at += 4;
            if (type != 9)
            {
                at += type == 8 ? TextLength(source, at) : s_sizes[type];
                head.Write(source.AsSpan(start..at));
                continue;
            }

            int elementType = source[at];
            int count = BinaryPrimitives.ReadInt32LittleEndian(source.AsSpan(at + 4));
            int kept = Math.Min(count, mostElements);
            head.Write(source.AsSpan(start..(at + 4)));
            head.Write(BitConverter.GetBytes((ulong)kept));
            at += 12;
            for (int element = 0; element < count; element++)
            {
                int length = elementType == 8 ? TextLength(source, at) : s_sizes[elementType];
                head.Write(element < kept ? source.AsSpan(at, length) : []);
                at += length;
            }
        }

        int table = at;
        for (int i = 0; i < tensors; i++)
        {
            at += TextLength(source, at);
            at += 4 + (8 * source[at]) + 12;
        }

        head.Write(source.AsSpan(table..at));
        return head.ToArray();
    }

    private static int TextLength(byte[] source, int at) => 8 + BinaryPrimitives.ReadInt32LittleEndian(source.AsSpan(at));
}
