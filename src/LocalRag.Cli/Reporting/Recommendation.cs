namespace LocalRag.Cli.Reporting;

/// <summary>Something to do that follows from the figures.</summary>
/// <param name="Text">What to do, as a sentence.</param>
/// <param name="Because">The figures that it follows from.</param>
internal sealed record Recommendation(string Text, string Because);
