using Microsoft.Diagnostics.Runtime;

namespace LocalRag.Cli.Leaks;

/// <summary>The modules that a load context holds, and the object that keeps all of them: a type, a method or an instance of one refers to it.</summary>
/// <param name="Modules">The addresses of the modules.</param>
/// <param name="Keeper">The address of the runtime's <c>LoaderAllocator</c> object; 0 where it is gone.</param>
internal sealed record PluginTypes(IReadOnlySet<ulong> Modules, ulong Keeper)
{
    public static PluginTypes Find(ClrRuntime runtime, ulong context)
    {
        HashSet<ulong> modules = [];
        ulong keeper = 0;
        foreach (ClrModule module in runtime.EnumerateModules())
        {
            ClrType? type = module.EnumerateTypeDefToMethodTableMap()
                .Select(entry => runtime.GetTypeByMethodTable(entry.MethodTable))
                .FirstOrDefault(type => type is not null);
            if (type is { IsCollectible: true } && type.AssemblyLoadContextAddress == context)
            {
                modules.Add(module.Address);
                keeper = runtime.DataTarget.DataReader.ReadPointer(type.LoaderAllocatorHandle);
            }
        }

        return new PluginTypes(modules, keeper);
    }

    public bool Contains(ClrType? type) => type?.Module is { } module && Modules.Contains(module.Address);
}
