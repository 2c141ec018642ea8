using System.Globalization;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LocalRag.Sqlite.Crash;

/// <summary>
/// Replaces and removes documents without end, until it is killed. Each chunk names its document's version and number of chunks.
/// Arguments: the folder of the index, a seed, and optionally settings as key=value of the section Sqlite. Each line of output is flushed: <c>begin DOCUMENT VERSION</c>, <c>chunk</c>, or
/// <c>done DOCUMENT VERSION</c> after a commit, with version 0 for a removal.
/// </summary>
internal static class Program
{
    private const int Documents = 12;

    private static async Task Main(string[] arguments)
    {
        var random = new Random(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        var options = new SqliteOptions();
        new ConfigurationBuilder().AddCommandLine(arguments[2..]).Build().Bind(options);
        await using var index = new SqliteDocumentIndex(
            new FixedOptions<SqliteOptions>(options), Options.Create(new LocalRagOptions { DataDirectory = arguments[0] }));
        long version = await index.GetVersionAsync();
        while (true)
        {
            version++;
            string id = $"doc{random.Next(Documents)}";
            if (random.Next(6) == 0)
            {
                Report($"begin {id} 0");
                await index.RemoveAsync(id);
                Report($"done {id} 0");
                continue;
            }

            // One in four is longer than a batch, so that it is staged.
            Report($"begin {id} {version}");
            int count = random.Next(4) == 0 ? random.Next(257, 900) : random.Next(1, 60);
            var document = new IndexedDocument(id, id, new string('0', 64), 1, "text/plain", DateTimeOffset.UnixEpoch);
            await index.ReplaceAsync(document, Chunks(id, version, count).ToAsyncEnumerable());
            Report($"done {id} {version}");
        }
    }

    private static IEnumerable<DocumentChunk> Chunks(string id, long version, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 50 == 0)
            {
                Report("chunk");
            }

            float[] vector = new float[16];
            vector[i % 16] = 1;
            yield return new DocumentChunk(
                $"{id} {version} {count} common words", string.Empty, default, 5, new Embedding<float>(vector) { ModelId = "crash" });
        }

        Report("chunk");
    }

    private static void Report(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
