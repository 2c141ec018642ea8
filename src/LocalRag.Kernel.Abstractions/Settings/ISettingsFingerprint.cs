namespace LocalRag;

/// <summary>Tells whether any setting of the host has changed: what was computed before a change may not be what would be computed now.</summary>
public interface ISettingsFingerprint
{
    /// <summary>Gets a text that stands for all settings, also those that plugins propose. As long as nothing changes, it is the same object.</summary>
    string Current { get; }
}
