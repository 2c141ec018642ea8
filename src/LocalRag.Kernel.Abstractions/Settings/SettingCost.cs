namespace LocalRag;

/// <summary>What it takes for a changed setting to have its effect.</summary>
public enum SettingCost
{
    /// <summary>The next call uses it.</summary>
    Live,

    /// <summary>The chat engine makes a new context, without loading the weights again: well under a second.</summary>
    NewContext,

    /// <summary>A model is loaded, or a file opened, again: seconds.</summary>
    Reload,

    /// <summary>Documents must be ingested again.</summary>
    Ingest,
}
