using System.Reflection;
using System.Runtime.CompilerServices;
using LocalRag.Plugins.Packaging;
using McMaster.NETCore.Plugins;

namespace LocalRag.Plugins.Loading;

/// <summary>A plugin's assembly in a collectible context of its own, and the way out of it.</summary>
/// <remarks>
/// Whatever holds an object of this type can hold the assembly. After <see cref="Unload"/> it holds nothing any more, and
/// the weak reference that it returned tells when the context is really gone.
/// </remarks>
internal sealed class LoadedPlugin
{
    private PluginLoader? _loader;
    private RagPlugin? _plugin;

    private LoadedPlugin(PluginLoader loader, RagPlugin plugin)
    {
        _loader = loader;
        _plugin = plugin;
    }

    public RagPlugin Plugin => _plugin ?? throw new ObjectDisposedException(nameof(LoadedPlugin));

    /// <summary>Loads a staged plugin and makes its instance.</summary>
    /// <exception cref="PluginRefusedException">A dependency is missing, there is not exactly one plugin class, or its constructor threw.</exception>
    public static LoadedPlugin Load(PluginPackage package, out WeakReference context)
    {
        // In memory: on Linux, overwriting a mapped assembly ends the process; on Windows a mapped one is locked.
        PluginLoader loader = PluginLoader.CreateFromAssemblyFile(
            package.MainAssembly, isUnloadable: true, [.. SharedAssemblies.Types], config => config.LoadInMemory = true);
        context = new WeakReference(loader.LoadContext, trackResurrection: true);
        try
        {
            return new LoadedPlugin(loader, CreateInstance(loader, package));
        }
        catch
        {
            loader.Dispose();
            throw;
        }
    }

    /// <summary>Begins the unload. It ends when nothing of the assembly is in use or referred to any more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Unload()
    {
        _plugin = null;
        PluginLoader? loader = Interlocked.Exchange(ref _loader, null);
        loader?.Dispose();
    }

    private static RagPlugin CreateInstance(PluginLoader loader, PluginPackage package)
    {
        try
        {
            Assembly assembly = loader.LoadDefaultAssembly();
            List<Type> classes = [.. assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(RagPlugin)))];
            if (classes is not [Type only])
            {
                throw new PluginRefusedException(
                    package.Id,
                    $"The plugin {package.Id} has {classes.Count} public classes derived from RagPlugin.",
                    "A plugin assembly has exactly one, with a public constructor without parameters.");
            }

            return (RagPlugin)Activator.CreateInstance(only)!;
        }
        catch (TargetInvocationException exception)
        {
            throw Refusal(package, $"The constructor of plugin {package.Id} threw: {exception.InnerException}", "Fix the plugin; the one before stays in use.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or TypeLoadException or BadImageFormatException or MissingMethodException)
        {
            throw Refusal(
                package,
                $"The plugin {package.Id} can't be loaded: {exception.Message}",
                $"Put every assembly that it needs into {package.SourceDirectory}: with <EnableDynamicLoading>true</EnableDynamicLoading> the build does.");
        }
    }

    // Text, not the exception: an exception of a plugin's type would keep its assembly loaded.
    private static PluginRefusedException Refusal(PluginPackage package, string problem, string nextStep) => new(package.Id, problem, nextStep);
}
