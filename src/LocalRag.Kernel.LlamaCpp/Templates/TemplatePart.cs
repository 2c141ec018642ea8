namespace LocalRag.LlamaCpp.Templates;

/// <summary>A stretch of a rendered template: words of the template itself, or the place of a message's content.</summary>
/// <param name="Literal">The template's words; null for a place.</param>
/// <param name="Message">The index of the message whose content stands here.</param>
internal readonly record struct TemplatePart(string? Literal, int Message);
