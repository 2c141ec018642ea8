namespace LocalRag.Measurement;

/// <summary>A figure that a workload measures.</summary>
/// <param name="Name">Its name with its unit, such as <c>first_token_ms</c>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Direction">Which way it gets better.</param>
internal sealed record FigureDefinition(string Name, string Unit, FigureDirection Direction)
{
    /// <summary>The unit of figures from 0 to 1, which are compared by their difference, not by their ratio.</summary>
    public const string Share = "share";

    public static FigureDefinition Time(string name) => new(name, "ms", FigureDirection.LowerIsBetter);

    public static FigureDefinition Speed(string name, string unit) => new(name, unit, FigureDirection.HigherIsBetter);

    public static FigureDefinition Cost(string name, string unit) => new(name, unit, FigureDirection.LowerIsBetter);

    public static FigureDefinition Quality(string name) => new(name, Share, FigureDirection.HigherIsBetter);

    public static FigureDefinition Description(string name, string unit) => new(name, unit, FigureDirection.Neither);
}
