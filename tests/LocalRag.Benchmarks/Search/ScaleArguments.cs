using System.Globalization;

namespace LocalRag.Benchmarks.Search;

/// <summary>What <c>search scale</c> was asked to do.</summary>
/// <param name="Chunks">The size of the index.</param>
/// <param name="Folder">Where it is kept.</param>
/// <param name="Encode">Whether the documents that are written meanwhile are embedded first, as an ingestion does.</param>
/// <param name="Only">The one side whose memory is measured: <c>plain</c> or <c>change</c>; null to compare both in time.</param>
internal sealed record ScaleArguments(int Chunks, string Folder, bool Encode, string? Only)
{
    public static ScaleArguments Parse(string[] arguments)
    {
        string? Find(string name) => Array.IndexOf(arguments, name) is >= 0 and int at && at + 1 < arguments.Length ? arguments[at + 1] : null;

        int chunks = int.Parse(Find("--chunks") ?? "100000", CultureInfo.InvariantCulture);
        string folder = Find("--folder") ?? Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"localrag-scale-{chunks}"));
        return new ScaleArguments(chunks, folder, arguments.Contains("--encode"), Find("--only"));
    }
}
