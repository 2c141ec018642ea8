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
    /// <summary>How long a plugin may take to dispose itself; after that it is unloaded as it is.</summary>
    private static readonly TimeSpan s_exitLimit = TimeSpan.FromSeconds(10);

    private readonly PluginCallbacks _callbacks;
    private readonly TimeProvider _timeProvider;
    private LoadedPlugin? _loaded;
    private ServiceProvider? _services;
    private PluginBuilder? _builder;
    private int _references = 1;

    private PluginInstance(
        PluginPackage package, LoadedPlugin loaded, PluginBuilder builder, IReadOnlyDictionary<string, string?> settings, PluginHealth health, PluginCallbacks callbacks, TimeProvider timeProvider)
    {
        Package = package;
        Health = health;
        Settings = settings;
        _loaded = loaded;
        _builder = builder;
        _services = ((ServiceCollection)builder.Services).BuildServiceProvider(validateScopes: true);
        _callbacks = callbacks;
        _timeProvider = timeProvider;
    }

    public PluginPackage Package { get; }

    public string Id => Package.Id;

    public PluginHealth Health { get; }

    /// <summary>Gets the settings that it proposes, of the parts that the host has.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    public PluginBuilder Builder => _builder ?? throw new ObjectDisposedException(Id);

    public IServiceProvider Services => _services ?? throw new ObjectDisposedException(Id);

    /// <summary>Loads a plugin and lets it configure itself. On any failure nothing of it stays.</summary>
    /// <param name="package">The staged plugin.</param>
    /// <param name="hostServices">Makes its container.</param>
    /// <param name="health">Its circuit breaker.</param>
    /// <param name="callbacks">How it reports to the host.</param>
    /// <param name="limit">How long its constructor and <see cref="RagPlugin.Configure"/> may take.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="PluginRefusedException">It can't be loaded, or its constructor or <see cref="RagPlugin.Configure"/> threw or did not end.</exception>
    public static async Task<PluginInstance> CreateAsync(
        PluginPackage package, HostServices hostServices, PluginHealth health, PluginCallbacks callbacks, TimeSpan limit, TimeProvider timeProvider)
    {
        LoadedPlugin loaded = LoadedPlugin.Open(package);
        PluginBuilder builder = hostServices.CreateBuilder(package.Id);
        Task<PluginRefusedException?> starting = StartAsync(loaded, builder, package);
        PluginRefusedException? refusal;
        try
        {
            refusal = await starting.WaitAsync(limit, timeProvider);
            if (refusal is null)
            {
                return new PluginInstance(package, loaded, builder, hostServices.SelectSettings(package.Id, builder.Settings), health, callbacks, timeProvider);
            }
        }
        catch (TimeoutException)
        {
            refusal = new PluginRefusedException(
                package.Id, $"The plugin {package.Id} did not come out of its constructor and Configure within {limit.TotalSeconds:0.#} s.", "Fix the plugin; the one before stays in use.");
        }
        catch (Exception exception)
        {
            refusal = new PluginRefusedException(
                package.Id, $"The services of the plugin {package.Id} can't be built: {ExceptionText.Of(exception)}", "Fix the plugin; the one before stays in use.");
        }

        await DropAsync(loaded, timeProvider);
        callbacks.Unloading(package, loaded.Context);
        throw refusal;
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
        WeakReference context = Unload();
        _callbacks.Unloading(Package, context);
        return failure;
    }

    // On a thread of its own, which a plugin that hangs may keep.
    private static Task<PluginRefusedException?> StartAsync(LoadedPlugin loaded, PluginBuilder builder, PluginPackage package) => Task.Factory.StartNew(
        () => Start(loaded, builder, package), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static PluginRefusedException? Start(LoadedPlugin loaded, PluginBuilder builder, PluginPackage package)
    {
        try
        {
            loaded.Start(builder);
            return null;
        }
        catch (PluginRefusedException refusal)
        {
            return refusal;
        }
        catch (Exception exception)
        {
            return new PluginRefusedException(
                package.Id, $"The plugin {package.Id} threw in Configure: {ExceptionText.Of(exception)}", "Fix the plugin; the one before stays in use.");
        }
    }

    // What it has started before it failed must end, like that of a plugin that was live.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task DropAsync(LoadedPlugin loaded, TimeProvider timeProvider)
    {
        if (loaded.Plugin is { } plugin)
        {
            await PluginExit.RunAsync(plugin.DisposeAsync, s_exitLimit, timeProvider);
        }

        loaded.Unload();
    }

    // Separate methods that are not inlined: no frame that waits for the unload may hold the plugin in a register or a stack slot.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async ValueTask<string?> DisposePluginAsync()
    {
        string? failure = await PluginExit.RunAsync(_loaded!.Plugin!.DisposeAsync, s_exitLimit, _timeProvider);
        return await PluginExit.RunAsync(_services!.DisposeAsync, s_exitLimit, _timeProvider) is { } second ? failure ?? second : failure;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Unload()
    {
        WeakReference context = _loaded!.Context;
        _services = null;
        _builder = null;
        _loaded.Unload();
        _loaded = null;
        return context;
    }
}
