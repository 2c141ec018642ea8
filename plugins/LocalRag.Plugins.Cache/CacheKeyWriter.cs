using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

/// <summary>Writes parts into a key, each with its length or a mark for "not there", so that no two lists of parts are written alike.</summary>
internal sealed class CacheKeyWriter : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public CacheKeyWriter Add(string? text)
    {
        if (text is null)
        {
            return Add(-1L);
        }

        Add((long)text.Length);

        // UTF-16 as it is: in UTF-8 two texts with different halves of a pair would become one.
        _hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        return this;
    }

    public CacheKeyWriter Add(long? number) => number is long value ? Add(1L).Add(value) : Add(0L);

    public CacheKeyWriter Add(float? number) => Add(number is float value ? BitConverter.SingleToInt32Bits(value) : (long?)null);

    public CacheKeyWriter Add(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        _hash.AppendData(bytes);
        return this;
    }

    /// <summary>Adds the additional properties of a request, other than what it says to caches.</summary>
    /// <returns>False where one is of a kind whose value can't be told: then there is no key.</returns>
    public bool TryAdd(AdditionalPropertiesDictionary? properties)
    {
        foreach ((string name, object? value) in (properties ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            string? text = value switch
            {
                _ when name == CacheControl.UseKey => string.Empty,
                string said => said,
                bool said => said ? "true" : "false",
                JsonElement said => said.GetRawText(),
                byte or short or int or long or float or double or decimal => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
                _ => null,
            };
            if (text is null)
            {
                return false;
            }

            if (name != CacheControl.UseKey)
            {
                Add(name).Add(value!.GetType().Name).Add(text);
            }
        }

        Add(-2L);
        return true;
    }

    public CacheKey ToKey()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        return new CacheKey(BinaryPrimitives.ReadUInt128LittleEndian(hash), BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));
    }

    public void Dispose() => _hash.Dispose();
}
