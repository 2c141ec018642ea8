namespace LocalRag.Settings;

/// <summary>A setting that may be tuned.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Cost">What a change costs.</param>
/// <param name="ChangesAnswers">Whether another value can give other answers.</param>
/// <param name="Values">The values worth trying, without the one in force.</param>
internal sealed record Tunable(Setting Setting, SettingCost Cost, bool ChangesAnswers, IReadOnlyList<string> Values)
{
    public string Key => Setting.Key;

    /// <summary>Gets whether nobody but a plugin or a profile has set it: what a user sets is left alone.</summary>
    public bool IsFree => IsFreeSource(Setting.Source);

    public static bool IsFreeSource(string source) =>
        source is Setting.DefaultSource or LocalRag.Tuning.TunedSettings.SourceName || Setting.IsSourceOfPlugin(source);
}
