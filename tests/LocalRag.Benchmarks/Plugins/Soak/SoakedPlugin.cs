namespace LocalRag.Benchmarks.Plugins.Soak;

/// <summary>A plugin that is swapped: how its next build gets into the folder, what its callers ask, and what a right answer is.</summary>
/// <param name="Name">The name of its assembly.</param>
internal abstract record SoakedPlugin(string Name)
{
    /// <summary>Puts a build into the folder of plugins.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="build">The number of the build; one after the other is another build.</param>
    public abstract void Deploy(string folder, int build);

    /// <summary>Returns what a caller asks.</summary>
    /// <param name="number">How often it has asked before.</param>
    public abstract string Ask(long number);

    /// <summary>Says whether an answer is right, and wholly from one generation as far as the plugin tells.</summary>
    /// <param name="pipeline">The pipeline that was asked.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="notes">What the plugin's layers have noted on the way.</param>
    public abstract bool IsRight(string pipeline, string answer, IReadOnlyList<string> notes);
}
