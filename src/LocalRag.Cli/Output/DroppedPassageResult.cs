namespace LocalRag.Cli.Output;

/// <summary>A passage that was found and not given to the model.</summary>
/// <param name="Document">The document's identity.</param>
/// <param name="Location">The pages or lines.</param>
/// <param name="Reason">One of <c>Budget</c>, <c>Duplicate</c> and <c>BelowFloor</c>.</param>
internal sealed record DroppedPassageResult(string Document, string Location, string Reason);
