using System.ComponentModel.DataAnnotations;

namespace LocalRag.Plugins;

/// <summary>Settings of the plugin host, section <c>Plugins</c>. Below it, <c>Plugins:&lt;id&gt;</c> is each plugin's own section.</summary>
public sealed class PluginsOptions
{
    internal const string All = "all";

    /// <summary>Gets or sets whether plugins are loaded at all.</summary>
    /// <value>The default is true; false is the plain host, the same as <c>--no-plugins</c>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets or sets the names of the plugins to load, whatever <see cref="Disabled"/> says; the others are left alone.</summary>
    /// <value>The default is none, which loads every plugin that is found and not disabled.</value>
    public IList<string> Only { get; } = [];

    /// <summary>Gets or sets the names of plugins that are not loaded.</summary>
    /// <value>The default is none.</value>
    public IList<string> Disabled { get; } = [];

    /// <summary>Gets or sets the folder of the plugins that come with the application, of which those are loaded that <see cref="Optimizers"/> names.</summary>
    /// <value>The default is <c>optimizers</c> beside the application.</value>
    [Required]
    public string OptimizersDirectory { get; set; } = Path.Combine(AppContext.BaseDirectory, "optimizers");

    /// <summary>Gets or sets the names of the plugins to load of those that come with the application, such as <c>cache</c>; <c>all</c> for every one.</summary>
    /// <value>The default is none: without them the host is the plain host.</value>
    public IList<string> Optimizers { get; } = [];

    /// <summary>Gets or sets the folder of the user's plugins, one folder for each; <c>plugins</c> beside the application is looked into as well.</summary>
    /// <value>The default is <c>.localrag/plugins</c> in the user's home folder, whatever <c>DataDirectory</c> is: an index that somebody else made must not bring code.</value>
    [Required]
    public string Directory { get; set; } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".localrag", "plugins");

    /// <summary>Gets or sets the SHA-256 hashes of the plugins that may be loaded, as <c>localrag plugins list</c> prints them.</summary>
    /// <value>The default is none, which allows all.</value>
    public IList<string> AllowedHashes { get; } = [];

    /// <summary>Gets or sets how long a generation that was replaced may finish its calls before they are cancelled.</summary>
    /// <value>The default is 5 minutes, so that a long answer of a slow model, and those that wait behind it, survive a swap. A host that closes waits 30 seconds at most.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainLimit { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets how long the trial of a new generation may take.</summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan SelfTestLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how many calls of a plugin may fail within <see cref="FaultWindow"/> before it is taken out.</summary>
    /// <value>The default is 5 calls.</value>
    [Range(1, 100_000)]
    public int FaultThreshold { get; set; } = 5;

    /// <summary>Gets or sets how long a failed call counts.</summary>
    /// <value>The default is 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FaultWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how many leaked load contexts of one plugin are allowed before further swaps of it are refused.</summary>
    /// <value>The default is 3 contexts.</value>
    [Range(0, 1000)]
    public int MaxLeaked { get; set; } = 3;

    /// <summary>Gets or sets how long a plugin's layers may take in one call, or for one piece of a stream, without what they call; past it the call fails.</summary>
    /// <value>The default is null: no limit, and no cost.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan? LayerDeadline { get; set; }

    /// <summary>Gets or sets whether the plugin folders are watched, so that a plugin goes live when it is copied there and goes away when it is deleted.</summary>
    /// <value>The default is null: <c>chat</c> and applications that run until they are stopped (a web application, a service) watch, other commands don't.</value>
    public bool? Watch { get; set; }
}
