using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>One measurement of hosts in turns.</summary>
/// <param name="Variants">The hosts; the first is the one that the others are held against.</param>
/// <param name="Workloads">What they do.</param>
/// <param name="Rounds">How often, at most.</param>
/// <param name="Budget">How long it may take.</param>
/// <param name="Seed">Draws the questions.</param>
/// <param name="HasControl">Whether the first is measured once more, so that verdicts can be given.</param>
internal sealed record Trial(
    IReadOnlyList<VariantDefinition> Variants, IReadOnlyList<string> Workloads, int Rounds, TimeSpan Budget, int Seed, bool HasControl);
