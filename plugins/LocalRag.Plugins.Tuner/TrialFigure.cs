namespace LocalRag.Plugins.Tuner;

/// <summary>The figure that a setting is tried for.</summary>
/// <param name="Name">Its name, as in the host's figures.</param>
/// <param name="Read">Takes it out of them.</param>
/// <param name="HigherIsBetter">Whether more is better.</param>
internal sealed record TrialFigure(string Name, Func<HostFigures, double?> Read, bool HigherIsBetter)
{
    private static readonly TrialFigure s_retrieval = new("retrieval_latency", figures => figures.RetrievalLatency, HigherIsBetter: false);
    private static readonly TrialFigure s_firstToken = new("first_token_latency", figures => figures.FirstTokenLatency, HigherIsBetter: false);
    private static readonly TrialFigure s_tokens = new("token_throughput", figures => figures.TokenThroughput, HigherIsBetter: true);

    /// <summary>Returns the figure for a setting; null where none of them tells what it is for.</summary>
    public static TrialFigure? Of(string key) =>
        key.EndsWith(":IdleUnload", StringComparison.OrdinalIgnoreCase) ? null
        : IsIn(key, "Sqlite:", "Onnx:", "Retrieval:") ? s_retrieval
        : IsIn(key, "Answers:", "Llama:PrefixReuse") ? s_firstToken
        : IsIn(key, "Llama:") ? s_tokens
        : null;

    /// <summary>Returns how many times worse a value is than another; less than 1 where it is better.</summary>
    public double Worsening(double before, double after) => HigherIsBetter ? before / after : after / before;

    private static bool IsIn(string key, params ReadOnlySpan<string> sections)
    {
        foreach (string section in sections)
        {
            if (key.StartsWith(section, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
