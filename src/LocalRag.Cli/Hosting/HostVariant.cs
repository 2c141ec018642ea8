namespace LocalRag.Cli.Hosting;

/// <summary>A host other than the user's own: with other settings and a data folder of its own.</summary>
/// <param name="Name">Its name, as the source of its settings is shown.</param>
/// <param name="Assignments">Settings as <c>Key=value</c>, on top of the user's.</param>
/// <param name="DataDirectory">Its data folder.</param>
internal sealed record HostVariant(string Name, IReadOnlyList<string> Assignments, string DataDirectory)
{
    /// <summary>Keeps the Tuner plugin from changing a host while it is measured.</summary>
    public const string WithoutTrials = "Plugins:tuner:Trials=false";
}
