namespace LocalRag.Testing;

/// <summary>What a plugin must hold to as a whole: configure, pass the self-test, answer, be swapped under load, be gone when it is taken out.</summary>
/// <remarks>The test project refers to the plugin's project with <c>PluginUnderTest="true"</c>, which copies the plugin's output beside the tests.</remarks>
/// <typeparam name="TPlugin">The plugin.</typeparam>
public abstract class PluginConformanceTests<TPlugin> : PluginConformanceTests
    where TPlugin : RagPlugin, new()
{
    /// <inheritdoc/>
    protected sealed override string PluginDirectory
    {
        get
        {
            string name = typeof(TPlugin).Assembly.GetName().Name!;
            string folder = Path.Combine(AppContext.BaseDirectory, "plugins-under-test", name);
            return Directory.Exists(folder)
                ? folder
                : throw new LocalRagException(
                    $"There is no plugin output in {folder}.",
                    $"Refer to the plugin with <ProjectReference Include=\"...{name}.csproj\" PluginUnderTest=\"true\" />.");
        }
    }
}
