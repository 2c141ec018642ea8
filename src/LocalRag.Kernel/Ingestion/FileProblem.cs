using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion;

/// <summary>Says in a user's words why a file could not be read.</summary>
internal readonly record struct FileProblem(string Reason, string? NextStep)
{
    public static FileProblem Of(Exception exception, bool isFolder = false, string? format = null) => exception switch
    {
        DocumentUnreadableException unreadable => new(unreadable.Problem, unreadable.NextStep),
        UnauthorizedAccessException => new(
            isFolder ? "The folder may not be listed." : "The file may not be read.",
            "Give the account that runs this the permission to read it."),
        FileNotFoundException or DirectoryNotFoundException => new("It is gone: it was there when the files were listed.", null),
        IOException io => new($"It could not be read: {Sentence(io.Message)}", "Check that no other program has it locked and that its disk can be reached, then ingest again."),
        _ => new($"It could not be read{(format is null ? string.Empty : $" as {format}")}: {Sentence(exception.Message)}", "Check that the file opens in the program that made it."),
    };

    private static string Sentence(string message)
    {
        string line = message.ReplaceLineEndings(" ").Trim();
        return line.EndsWith('.') ? line : line + ".";
    }
}
