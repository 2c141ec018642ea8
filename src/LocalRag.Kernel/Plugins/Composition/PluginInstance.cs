using System.Runtime.CompilerServices;
using LocalRag.Plugins.Health;
using LocalRag.Plugins.Loading;
using LocalRag.Plugins.Packaging;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Composition;

/// <summary>A loaded and configured plugin. Generations share it: the last one that lets go of it disposes and unloads it.</summary>
/// <remarks>So a plugin that did not change keeps what it holds (a cache, say) when another one is swapped.</remarks>
internal sealed class PluginInstance
{
    private readonly Action<PluginInstance> _unloading;
    private LoadedPlugin? _loaded;
    private ServiceProvider? _services;
    private PluginBuilder? _builder;
    private int _references = 1;

    private PluginInstance(
        PluginPackage package, LoadedPlugin loaded, WeakReference context, PluginBuilder builder, ServiceProvider services, PluginHealth health, Action<PluginInstance> unloading)
    {
        Package = package;
        Context = context;
        Health = health;
        Settings = new Dictionary<string, string?>(builder.Settings, StringComparer.OrdinalIgnoreCase);
        _loaded = loaded;
        _builder = builder;
        _services = services;
        _unloading = unloading;
    }

    public PluginPackage Package { get; }

    public string Id => Package.Id;

    public PluginHealth Health { get; }

    /// <summary>Gets the settings that it proposes.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>Gets the weak reference to its load context: dead when the assembly is really gone.</summary>
    public WeakReference Context { get; }

    public PluginBuilder Builder => _builder ?? throw new ObjectDisposedException(Id);

    public IServiceProvider Services => _services ?? throw new ObjectDisposedException(Id);

    /// <summary>Loads a plugin and lets it configure itself. On any failure nothing of it stays.</summary>
    /// <param name="package">The staged plugin.</param>
    /// <param name="hostServices">Makes its container.</param>
    /// <param name="health">Its circuit breaker.</param>
    /// <param name="unloading">Called when its unload begins.</param>
    /// <exception cref="PluginRefusedException">It can't be loaded, or its constructor or <see cref="RagPlugin.Configure"/> threw.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static PluginInstance Create(
        PluginPackage package, HostServices hostServices, PluginHealth health, Action<PluginInstance> unloading)
    {
        LoadedPlugin loaded = LoadedPlugin.Load(package, out WeakReference context);
        try
        {
            PluginBuilder builder = hostServices.CreateBuilder(package.Id);
            loaded.Plugin.Configure(builder);
            ServiceProvider services = ((ServiceCollection)builder.Services).BuildServiceProvider(validateScopes: true);
            return new PluginInstance(package, loaded, context, builder, services, health, unloading);
        }
        catch (Exception exception)
        {
            loaded.Unload();

            // Text, not the exception: an exception of a plugin's type would keep its assembly loaded.
            throw new PluginRefusedException(package.Id, $"The plugin {package.Id} threw in Configure: {exception}", "Fix the plugin; the one before stays in use.");
        }
    }

    /// <summary>Takes part in one more generation.</summary>
    public PluginInstance Share()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    /// <summary>Leaves a generation; the last one out disposes the plugin and begins its unload.</summary>
    /// <returns>What the plugin threw while it was disposed, as text; null if nothing.</returns>
    public async ValueTask<string?> ReleaseAsync()
    {
        if (Interlocked.Decrement(ref _references) > 0)
        {
            return null;
        }

        string? failure = await DisposePluginAsync();
        Unload();
        _unloading(this);
        return failure;
    }

    // Separate methods that are not inlined: no frame that waits for the unload may hold the plugin in a register or a stack slot.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async ValueTask<string?> DisposePluginAsync()
    {
        string? failure = null;
        try
        {
            await _loaded!.Plugin.DisposeAsync();
        }
        catch (Exception exception)
        {
            failure = exception.ToString();
        }

        try
        {
            await _services!.DisposeAsync();
        }
        catch (Exception exception)
        {
            failure ??= exception.ToString();
        }

        return failure;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unload()
    {
        _services = null;
        _builder = null;
        _loaded?.Unload();
        _loaded = null;
    }
}
