namespace LocalRag;

/// <summary>Marks an assembly as a plugin and says where its layers stand. The host reads it from the file before any of the plugin's code runs.</summary>
/// <param name="id">The plugin's name, unique among the plugins of a host: lower-case letters, digits and hyphens, at most 64.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RagPluginAttribute(string id) : Attribute
{
    /// <summary>Gets the plugin's name.</summary>
    public string Id { get; } = id;

    /// <summary>Gets or sets where the plugin's layers stand among those of other plugins: lower is further out.</summary>
    /// <value>The default is 0. Plugins of the same order stand in the order of their names.</value>
    public int Order { get; set; }

    /// <summary>Gets or sets the names of plugins without which this one is not loaded; their layers stand further out.</summary>
    /// <value>The default is none.</value>
    public string[] Requires { get; set; } = [];

    /// <summary>Gets or sets the names of plugins whose layers stand further out than this one's, if they are there.</summary>
    /// <value>The default is none.</value>
    public string[] After { get; set; } = [];
}
