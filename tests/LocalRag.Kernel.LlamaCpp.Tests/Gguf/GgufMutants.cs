using System.Buffers.Binary;

namespace LocalRag.LlamaCpp.Tests.Gguf;

/// <summary>Damages the head of a GGUF file in ways that repeat for the same seed.</summary>
internal static class GgufMutants
{
    private static readonly ulong[] s_values =
    [
        0, 1, 2, 31, 33, 64, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000,
        0x1fff_ffff_ffff_ffff, 0x3fff_ffff_ffff_ffff, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0xffff_ffff_ffff_ffff,
    ];

    public static byte[] Create(ReadOnlySpan<byte> head, int seed)
    {
        // Not for secrets: the same damage at every run.
        Random random = new(seed);
        byte[] mutant = head.ToArray();
        for (int changes = random.Next(1, 5); changes > 0 && mutant.Length > 16; changes--)
        {
            mutant = Change(mutant, random);
        }

        return mutant;
    }

    private static byte[] Change(byte[] head, Random random)
    {
        int at = random.Next(head.Length - 8);
        int length = Math.Min(1 << random.Next(10), head.Length - at);
        switch (random.Next(8))
        {
            case 0:
                return head[..at];
            case 1:
                return [.. head.AsSpan(0, at), .. head.AsSpan(at + length)];
            case 2:
                return [.. head.AsSpan(0, at), .. head.AsSpan(random.Next(head.Length - length), length), .. head.AsSpan(at)];
            case 3:
                head.AsSpan(random.Next(head.Length - length), length).ToArray().CopyTo(head.AsSpan(at));
                return head;
            case 4:
                BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(at), s_values[random.Next(s_values.Length)]);
                return head;
            case 5:
                BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(at), (uint)s_values[random.Next(s_values.Length)]);
                return head;
            case 6:
                head[at] += (byte)random.Next(1, 4);
                return head;
            default:
                head[at] ^= (byte)(1 << random.Next(8));
                return head;
        }
    }
}
