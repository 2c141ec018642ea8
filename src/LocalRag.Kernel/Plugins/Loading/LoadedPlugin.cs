using System.Reflection;
using System.Runtime.CompilerServices;
using LocalRag.Plugins.Health;
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
    private readonly PluginPackage _package;
    private PluginLoader? _loader;

    private LoadedPlugin(PluginPackage package, PluginLoader loader)
    {
        _package = package;
        _loader = loader;
        Context = new WeakReference(loader.LoadContext, trackResurrection: true);
    }

    /// <summary>Gets the weak reference to its load context: dead when the assembly is really gone.</summary>
    public WeakReference Context { get; }

    /// <summary>Gets the instance; null before <see cref="Start"/> and after <see cref="Unload"/>.</summary>
    public RagPlugin? Plugin { get; private set; }

    /// <summary>Makes the load context of a staged plugin; none of its code runs yet.</summary>
    public static LoadedPlugin Open(PluginPackage package)
    {
        // In memory: on Linux, overwriting a mapped assembly ends the process; on Windows a mapped one is locked.
        PluginLoader loader = PluginLoader.CreateFromAssemblyFile(
            package.MainAssembly, isUnloadable: true, [.. SharedAssemblies.Types], config => config.LoadInMemory = true);
        return new LoadedPlugin(package, loader);
    }

    /// <summary>Loads the assembly, makes the instance and lets it configure itself.</summary>
    /// <exception cref="PluginRefusedException">A dependency is missing, there is not exactly one plugin class, or its constructor threw.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Start(IRagPluginBuilder builder)
    {
        if (_loader is { } loader)
        {
            RagPlugin plugin = CreateInstance(loader, _package);
            Plugin = plugin;

            // Given up on while its constructor ran: nothing of it may stay.
            if (_loader is null)
            {
                Plugin = null;
                return;
            }

            plugin.Configure(builder);
        }
    }

    /// <summary>Begins the unload. It ends when nothing of the assembly is in use or referred to any more.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Unload()
    {
        PluginLoader? loader = Interlocked.Exchange(ref _loader, null);
        Plugin = null;
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
            throw Refusal(package, $"The constructor of plugin {package.Id} threw: {ExceptionText.Of(exception.InnerException ?? exception)}", "Fix the plugin; the one before stays in use.");
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
