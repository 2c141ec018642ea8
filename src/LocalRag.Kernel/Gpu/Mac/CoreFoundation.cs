using System.Runtime.Versioning;
using System.Text;

namespace LocalRag.Gpu.Mac;

/// <summary>Turns Core Foundation's values into ours; what is of another type than expected is null.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe class CoreFoundation
{
    private const uint Utf8Encoding = 0x08000100;
    private const int SignedInt64 = 4;
    private const int LongestText = 512;

    public static nint CreateText(string text) => NativeMethods.CFStringCreateWithCString(0, text, Utf8Encoding);

    /// <summary>Reads a string, or data that holds one, as the model's name is on some machines.</summary>
    public static string? Text(nint value)
    {
        if (value == 0)
        {
            return null;
        }

        nuint type = NativeMethods.CFGetTypeID(value);
        if (type == NativeMethods.CFDataGetTypeID())
        {
            return Utf8(NativeMethods.CFDataGetBytePtr(value), (int)NativeMethods.CFDataGetLength(value));
        }

        byte* buffer = stackalloc byte[LongestText];
        return type == NativeMethods.CFStringGetTypeID() && NativeMethods.CFStringGetCString(value, buffer, LongestText, Utf8Encoding) != 0
            ? Utf8(buffer, LongestText)
            : null;
    }

    public static long? Number(nint value)
    {
        long number;
        return value != 0 && NativeMethods.CFGetTypeID(value) == NativeMethods.CFNumberGetTypeID() && NativeMethods.CFNumberGetValue(value, SignedInt64, &number) != 0
            ? number
            : null;
    }

    /// <summary>Reads the whole numbers of a dictionary.</summary>
    public static IReadOnlyDictionary<string, long>? Numbers(nint value)
    {
        if (NativeMethods.CFGetTypeID(value) != NativeMethods.CFDictionaryGetTypeID())
        {
            return null;
        }

        int count = (int)NativeMethods.CFDictionaryGetCount(value);
        nint[] keys = new nint[count];
        nint[] values = new nint[count];
        fixed (nint* keyPointer = keys, valuePointer = values)
        {
            NativeMethods.CFDictionaryGetKeysAndValues(value, keyPointer, valuePointer);
        }

        Dictionary<string, long> numbers = new(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            if (Text(keys[i]) is { } key && Number(values[i]) is { } number)
            {
                numbers[key] = number;
            }
        }

        return numbers;
    }

    /// <summary>Reads text up to its end or a zero.</summary>
    public static string Utf8(byte* text, int length)
    {
        ReadOnlySpan<byte> bytes = new(text, length);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
