namespace LocalRag.Cli.Output;

/// <summary>Names documents as a reader would look for them: relative to the current folder where they are inside it.</summary>
internal static class DocumentName
{
    public static string Of(string documentId)
    {
        string relative = Path.IsPathFullyQualified(documentId) ? Path.GetRelativePath(Environment.CurrentDirectory, documentId) : documentId;
        return relative.StartsWith("..", StringComparison.Ordinal) ? documentId : relative.Replace('\\', '/');
    }

    public static string Of(Passage passage) => passage.Location.ToString() is { Length: > 0 } location
        ? $"{Of(passage.DocumentId)}, {location}"
        : Of(passage.DocumentId);
}
