using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LocalRag.Sqlite.Embeddings;

/// <summary>What a vector is found by: a hash over what it depends on and its text. No text can be read from the file.</summary>
internal static class EmbeddingKey
{
    public static byte[] Of(string fingerprint, string text)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, fingerprint.Length);
        hash.AppendData(length);

        // UTF-16 as it is: in UTF-8 two texts with different halves of a pair would become one.
        hash.AppendData(MemoryMarshal.AsBytes(fingerprint.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        return hash.GetHashAndReset();
    }
}
