using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Devices;

/// <summary>The devices in ggml's registry, with their memory as it is now.</summary>
internal static unsafe class NativeDevices
{
    /// <summary>Lists them in the library's order; the library is loaded.</summary>
    public static IReadOnlyList<LlamaDevice> List()
    {
        LlamaDevice[] devices = new LlamaDevice[NativeMethods.ggml_backend_dev_count()];
        for (int i = 0; i < devices.Length; i++)
        {
            devices[i] = Describe(NativeMethods.ggml_backend_dev_get((nuint)i));
        }

        return devices;
    }

    /// <summary>Returns the library's own pointer to a device; zero where there is none of that name.</summary>
    public static nint Find(string name)
    {
        for (nuint i = 0; i < NativeMethods.ggml_backend_dev_count(); i++)
        {
            nint device = NativeMethods.ggml_backend_dev_get(i);
            if (NativeMethods.Text(NativeMethods.ggml_backend_dev_name(device)) == name)
            {
                return device;
            }
        }

        return 0;
    }

    private static LlamaDevice Describe(nint device)
    {
        nuint free;
        nuint total;
        NativeMethods.ggml_backend_dev_memory(device, &free, &total);

        // Metal subtracts what this process has taken from what is recommended, and wraps around where it has taken more.
        return new LlamaDevice(
            NativeMethods.Text(NativeMethods.ggml_backend_dev_name(device)),
            NativeMethods.Text(NativeMethods.ggml_backend_dev_description(device)).Trim(),
            (LlamaDeviceKind)NativeMethods.ggml_backend_dev_type(device))
        {
            Backend = NativeMethods.Text(NativeMethods.ggml_backend_reg_name(NativeMethods.ggml_backend_dev_backend_reg(device))),
            TotalBytes = (long)total,
            FreeBytes = free > total ? 0 : (long)free,
        };
    }
}
