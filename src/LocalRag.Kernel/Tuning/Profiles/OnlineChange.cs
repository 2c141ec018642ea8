namespace LocalRag.Tuning;

/// <summary>A value that was found to be better on live calls. It holds while the plugin that found it is there, which tries it first when it comes again.</summary>
/// <param name="Change">The setting with its value, as <c>Key=value</c>.</param>
/// <param name="Reason">Why, as a sentence with the figures.</param>
/// <param name="At">When it was found.</param>
public sealed record OnlineChange(string Change, string Reason, DateTimeOffset At);
