namespace LocalRag.Cli.Output;

/// <summary>A piece of text that the model was given.</summary>
internal sealed record UsedPassageResult(string Document, string Location, string Text);
