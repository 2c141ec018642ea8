using Microsoft.Diagnostics.Runtime;

namespace LocalRag.Cli.Leaks;

/// <summary>A place from which the collector starts, and the object that it finds there.</summary>
/// <param name="Name">The place, in words.</param>
/// <param name="Object">The address of the object.</param>
internal readonly record struct NamedRoot(string Name, ulong Object)
{
    /// <summary>Returns the roots of a process, those that say most first: static fields by name, then handles, stacks and the finalizer's queue.</summary>
    /// <remarks>To the collector a static field is a place in an array behind a handle; by name it tells where to look.</remarks>
    public static IEnumerable<NamedRoot> Enumerate(ClrRuntime runtime, PluginTypes plugin) =>
        Statics(runtime, plugin).Concat(Handles(runtime)).Concat(Stacks(runtime)).Concat(FinalizerQueue(runtime));

    private static IEnumerable<NamedRoot> Statics(ClrRuntime runtime, PluginTypes plugin)
    {
        ClrAppDomain domain = runtime.AppDomains[0];
        ClrThread[] threads = [.. runtime.Threads.Where(thread => thread.IsAlive)];
        foreach (ClrType type in Types(runtime))
        {
            // A plugin's own static fields live and die with its context; its thread-static ones are held by the thread.
            foreach (ClrStaticField field in plugin.Contains(type) ? [] : type.StaticFields.Where(field => field.IsObjectReference))
            {
                if (field.ReadObject(domain) is { IsNull: false } value)
                {
                    yield return new NamedRoot($"static field {type.Name}.{field.Name}", value.Address);
                }
            }

            foreach (ClrThreadStaticField field in type.ThreadStaticFields.Where(field => field.IsObjectReference))
            {
                foreach (ClrThread thread in threads)
                {
                    if (field.ReadObject(thread) is { IsNull: false } value)
                    {
                        yield return new NamedRoot($"thread-static field {type.Name}.{field.Name} of thread {thread.ManagedThreadId}", value.Address);
                    }
                }
            }
        }
    }

    // Modules list what they define; a generic type over something, such as ThreadLocal<object>, is found by its instances alone.
    private static IEnumerable<ClrType> Types(ClrRuntime runtime) => runtime.EnumerateModules()
        .SelectMany(module => module.EnumerateTypeDefToMethodTableMap())
        .Select(entry => runtime.GetTypeByMethodTable(entry.MethodTable))
        .Concat(runtime.Heap.EnumerateObjects().Select(instance => instance.Type).Where(type => type?.Name?.Contains('<', StringComparison.Ordinal) == true))
        .OfType<ClrType>()
        .DistinctBy(type => type.MethodTable);

    // Kinds that the library does not know yet count as strong for it; the one of .NET 10 (the weak interior pointer of a static base) is not.
    private static IEnumerable<NamedRoot> Handles(ClrRuntime runtime) => runtime.EnumerateHandles()
        .Where(handle => handle.IsStrong && Enum.IsDefined(handle.HandleKind) && !handle.Object.IsNull)
        .Select(handle => new NamedRoot($"{handle.HandleKind.ToString().ToLowerInvariant()} handle", handle.Object.Address));

    private static IEnumerable<NamedRoot> Stacks(ClrRuntime runtime) => runtime.Threads
        .Where(thread => thread.IsAlive)
        .SelectMany(thread => thread.EnumerateStackRoots())
        .Where(root => !root.Object.IsNull)
        .Select(root => new NamedRoot($"stack of thread {root.StackFrame?.Thread?.ManagedThreadId}, in {root.StackFrame?.Method?.Signature ?? "the runtime"}", root.Object.Address));

    private static IEnumerable<NamedRoot> FinalizerQueue(ClrRuntime runtime) => runtime.Heap.EnumerateFinalizerRoots()
        .Where(root => !root.Object.IsNull)
        .Select(root => new NamedRoot("finalizer queue", root.Object.Address));
}
