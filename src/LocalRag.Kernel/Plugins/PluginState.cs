namespace LocalRag.Plugins;

/// <summary>What has become of a plugin.</summary>
public enum PluginState
{
    /// <summary>Its layers are in the current generation.</summary>
    Active,

    /// <summary>It was found, and is turned off in the configuration or by a command.</summary>
    Disabled,

    /// <summary>It failed: in its constructor, in Configure, in the self-test, or too often in calls. It is tried again when its files change.</summary>
    Quarantined,

    /// <summary>It is not a plugin that this host can load: its files, contract version, requirements, settings or hash.</summary>
    Refused,
}
