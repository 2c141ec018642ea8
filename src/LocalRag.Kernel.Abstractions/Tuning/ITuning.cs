namespace LocalRag;

/// <summary>The host's side of tuning while it answers: its figures, and settings that can be tried on it.</summary>
/// <remarks>
/// A plugin gets one of its own; what it has set goes with the plugin. Members may be called from any thread, one at a time.
/// </remarks>
public interface ITuning
{
    /// <summary>Returns the settings that may be tried on live calls: they take effect at once, change no answer, and nobody has set them but a plugin or a tuned profile.</summary>
    /// <remarks>Values that were found to do harm are left out; those that were kept before come first. While another plugin tries settings there are none.</remarks>
    IReadOnlyList<TunableSetting> ListSafe();

    /// <summary>Returns the host's figures since this was last called; the first call begins to listen.</summary>
    HostFigures ReadFigures();

    /// <summary>Returns what holds the host back, by the limits in the section <c>Tuning</c>: a sentence each, with the figures.</summary>
    /// <param name="figures">The figures.</param>
    IReadOnlyList<string> FindBottlenecks(HostFigures figures);

    /// <summary>Begins to try a value; nothing is set before <see cref="ISettingTrial.IsOn"/> is.</summary>
    /// <param name="key">A setting that <see cref="ListSafe"/> returns.</param>
    /// <param name="value">One of its values.</param>
    /// <returns>The trial; null where it can't be tried: it is none of these, or is no more.</returns>
    ISettingTrial? Begin(string key, string value);
}
