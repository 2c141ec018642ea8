using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace LocalRag.Gpu.Mac;

/// <summary>The functions of IOKit, Core Foundation and the notification centre, under the names that they have in C.</summary>
[SupportedOSPlatform("macos")]
[SuppressMessage("Style", "IDE1006", Justification = "The names in C.")]
internal static unsafe partial class NativeMethods
{
    private const string IoKit = "/System/Library/Frameworks/IOKit.framework/IOKit";
    private const string Foundation = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";
    private const string Library = "libSystem.dylib";

    [LibraryImport(IoKit, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint IOServiceMatching(string name);

    [LibraryImport(IoKit)]
    public static partial int IOServiceGetMatchingServices(uint port, nint matching, uint* iterator);

    [LibraryImport(IoKit)]
    public static partial uint IOIteratorNext(uint iterator);

    [LibraryImport(IoKit)]
    public static partial int IOObjectRelease(uint service);

    [LibraryImport(IoKit)]
    public static partial int IOObjectGetClass(uint service, byte* name);

    [LibraryImport(IoKit, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int IORegistryEntryGetChildIterator(uint service, string plane, uint* iterator);

    [LibraryImport(IoKit)]
    public static partial nint IORegistryEntryCreateCFProperty(uint service, nint key, nint allocator, uint options);

    [LibraryImport(IoKit)]
    public static partial nint IOPSCopyPowerSourcesInfo();

    [LibraryImport(IoKit)]
    public static partial nint IOPSGetProvidingPowerSourceType(nint sources);

    [LibraryImport(Foundation)]
    public static partial void CFRelease(nint value);

    [LibraryImport(Foundation)]
    public static partial nuint CFGetTypeID(nint value);

    [LibraryImport(Foundation)]
    public static partial nuint CFStringGetTypeID();

    [LibraryImport(Foundation)]
    public static partial nuint CFNumberGetTypeID();

    [LibraryImport(Foundation)]
    public static partial nuint CFDictionaryGetTypeID();

    [LibraryImport(Foundation)]
    public static partial nuint CFDataGetTypeID();

    [LibraryImport(Foundation)]
    public static partial byte* CFDataGetBytePtr(nint data);

    [LibraryImport(Foundation)]
    public static partial nint CFDataGetLength(nint data);

    [LibraryImport(Foundation, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint CFStringCreateWithCString(nint allocator, string text, uint encoding);

    [LibraryImport(Foundation)]
    public static partial byte CFStringGetCString(nint text, byte* buffer, nint size, uint encoding);

    [LibraryImport(Foundation)]
    public static partial byte CFNumberGetValue(nint number, nint type, void* value);

    [LibraryImport(Foundation)]
    public static partial nint CFDictionaryGetCount(nint dictionary);

    [LibraryImport(Foundation)]
    public static partial void CFDictionaryGetKeysAndValues(nint dictionary, nint* keys, nint* values);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint notify_register_check(string name, int* token);

    [LibraryImport(Library)]
    public static partial uint notify_get_state(int token, ulong* state);

    [LibraryImport(Library)]
    public static partial uint notify_cancel(int token);
}
