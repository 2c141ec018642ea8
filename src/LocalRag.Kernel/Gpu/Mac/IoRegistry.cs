using System.Runtime.Versioning;

namespace LocalRag.Gpu.Mac;

/// <summary>Reads the registry of drivers. Each service that is returned has to be released.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe class IoRegistry
{
    // io_name_t.
    private const int LongestName = 128;
    private const string ServicePlane = "IOService";

    /// <summary>Returns the services of a class and of those that derive from it.</summary>
    public static IReadOnlyList<uint> Find(string className)
    {
        // The call that follows takes the dictionary over.
        nint matching = NativeMethods.IOServiceMatching(className);
        uint iterator;
        return matching != 0 && NativeMethods.IOServiceGetMatchingServices(0, matching, &iterator) == 0 ? Drain(iterator) : [];
    }

    public static IReadOnlyList<uint> ChildrenOf(uint service)
    {
        uint iterator;
        return NativeMethods.IORegistryEntryGetChildIterator(service, ServicePlane, &iterator) == 0 ? Drain(iterator) : [];
    }

    public static string ClassOf(uint service)
    {
        byte* name = stackalloc byte[LongestName];
        return NativeMethods.IOObjectGetClass(service, name) == 0 ? CoreFoundation.Utf8(name, LongestName) : "IOAccelerator";
    }

    public static string? ReadText(uint service, string key) => Read(service, key, CoreFoundation.Text);

    public static long? ReadNumber(uint service, string key) => Read(service, key, CoreFoundation.Number);

    public static IReadOnlyDictionary<string, long> ReadNumbers(uint service, string key) =>
        Read(service, key, CoreFoundation.Numbers) ?? new Dictionary<string, long>();

    public static void Release(uint service) => _ = NativeMethods.IOObjectRelease(service);

    private static T? Read<T>(uint service, string key, Func<nint, T?> convert)
    {
        nint name = CoreFoundation.CreateText(key);
        nint value = NativeMethods.IORegistryEntryCreateCFProperty(service, name, 0, 0);
        NativeMethods.CFRelease(name);
        if (value == 0)
        {
            return default;
        }

        T? result = convert(value);
        NativeMethods.CFRelease(value);
        return result;
    }

    private static List<uint> Drain(uint iterator)
    {
        List<uint> services = [];
        for (uint service = NativeMethods.IOIteratorNext(iterator); service != 0; service = NativeMethods.IOIteratorNext(iterator))
        {
            services.Add(service);
        }

        _ = NativeMethods.IOObjectRelease(iterator);
        return services;
    }
}
