namespace LocalRag.Tests.Ingestion.Pipeline;

/// <summary>Writes files that are larger than what a test may hold in memory.</summary>
internal static class LargeFile
{
    public static void Write(string path, long bytes, string header, Func<int, string> line)
    {
        using StreamWriter writer = new(path);
        writer.Write(header);
        for (int number = 0; writer.BaseStream.Position < bytes; number++)
        {
            writer.Write(line(number));
        }
    }
}
