using LocalRag.Ingestion.Discovery;

namespace LocalRag.Ingestion.Pipeline;

/// <summary>Removes from the index the documents of the given roots whose files are gone or are now excluded.</summary>
internal sealed class PruningStage(IDocumentIndex index, IngestionTally tally)
{
    public async Task RunAsync(IReadOnlyList<SourceRoot> roots, FileDiscovery discovery, CancellationToken cancellationToken)
    {
        foreach (SourceRoot root in roots)
        {
            // Removed after the list has been read to its end: an index need not allow both at the same time.
            List<string> gone = [];
            string prefix = FileCandidate.IdOf(Path.EndsInDirectorySeparator(root.Path) ? root.Path : root.Path + Path.DirectorySeparatorChar);
            await foreach (IndexedDocument document in index.ListAsync(prefix, cancellationToken))
            {
                string path = Path.GetFullPath(document.Id);
                if (root.Covers(path) && !discovery.IsUnknown(path) && (!File.Exists(path) || discovery.IsExcluded(root, path)))
                {
                    gone.Add(document.Id);
                }
            }

            foreach (string id in gone)
            {
                await RemoveAsync(id, cancellationToken);
            }
        }
    }

    /// <summary>Removes the document of a file that was named and is gone.</summary>
    /// <returns>False where the index has none, or where more than the file is gone, such as a disk that is not mounted.</returns>
    public async Task<bool> RemoveFileAsync(string path, CancellationToken cancellationToken) =>
        Directory.Exists(Path.GetDirectoryName(path)) && await RemoveAsync(FileCandidate.IdOf(path), cancellationToken);

    private async Task<bool> RemoveAsync(string documentId, CancellationToken cancellationToken)
    {
        bool removed = await index.RemoveAsync(documentId, cancellationToken);
        if (removed)
        {
            tally.Removed();
        }

        return removed;
    }
}
