using System.Reflection;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Loading;

/// <summary>The assemblies that plugins and host have in common: the contract and all that its signatures lead to.</summary>
internal static class SharedAssemblies
{
    /// <summary>Types of the contract's assemblies: what the loader is told to share, with everything that they refer to.</summary>
    public static IReadOnlyList<Type> Types { get; } = [typeof(RagPlugin), typeof(ChatClientBuilder), typeof(IChatClient)];

    /// <summary>The simple names of those assemblies.</summary>
    public static IReadOnlySet<string> Names { get; } = Closure();

    private static HashSet<string> Closure()
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        Queue<Assembly> left = new(Types.Select(type => type.Assembly));
        while (left.TryDequeue(out Assembly? assembly))
        {
            if (names.Add(assembly.GetName().Name!))
            {
                foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
                {
                    left.Enqueue(Assembly.Load(reference));
                }
            }
        }

        return names;
    }
}
