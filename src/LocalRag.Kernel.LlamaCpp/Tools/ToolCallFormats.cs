namespace LocalRag.LlamaCpp.Tools;

/// <summary>Knows which templates have tool calls.</summary>
internal static class ToolCallFormats
{
    /// <summary>Returns the format of a template, by the marks in its text; null where it has no tool calls, or none that are known here.</summary>
    public static IToolCallFormat? Find(string template) =>
        template.Contains("<|im_start|>", StringComparison.Ordinal) && template.Contains("<tools>", StringComparison.Ordinal)
        && template.Contains(HermesToolCallFormat.Start, StringComparison.Ordinal)
            ? new HermesToolCallFormat()
            : null;
}
