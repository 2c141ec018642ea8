using LocalRag.Ingestion;

namespace LocalRag.Measurement.Stress;

/// <summary>Searches the index, and changes the documents that belong to one caller.</summary>
internal sealed class DocumentOperations(StressRun run, int caller, Random random)
{
    private const int MostAtOnce = 4;

    private readonly AnswerCheck _check = new(run);
    private readonly List<int> _own = [.. Enumerable.Range(0, StressCorpus.Documents).Where(document => document % run.Request.Callers == caller)];

    public async Task<StressEnding> SearchAsync(CancellationToken cancellationToken)
    {
        int document = random.Next(StressCorpus.Documents);
        string name = StressCorpus.Name(document);
        run.Log.Note(caller, $"searches {name}");
        long before = await run.Host.Index.GetVersionAsync(cancellationToken);
        StressRevision? revision = run.Ledger.Latest(document);
        RetrievalResult found = await run.Host.Retriever.RetrieveAsync(new RetrievalQuery(name), cancellationToken);
        IReadOnlyList<SearchHit> exact = await run.Host.Index.SearchAsync(new HybridQuery(name, null), cancellationToken);
        long after = await run.Host.Index.GetVersionAsync(cancellationToken);
        bool holds = run.Log.Check(
            StressInvariant.IsFresh, found.IndexVersion >= before, () => $"A search for {name} was answered from version {found.IndexVersion}; the index was at {before} before it.");
        foreach (SearchHit hit in found.Hits)
        {
            holds &= _check.CouldSee(name, hit.Passage, found.IndexVersion, after);
        }

        // Nobody has changed this document meanwhile, and it was there before: it must be found by the word that only it holds.
        bool stable = revision is { GoneIn: null } && revision.VisibleAfter < before && ReferenceEquals(revision, run.Ledger.Latest(document)) && run.Ledger.IsPresent(document);
        holds &= !stable || run.Log.Check(
            StressInvariant.IndexIsSound, exact.Any(hit => hit.Passage.DocumentId == run.IdOf(document)), () => $"{StressCorpus.FileName(document)} is in the index and was not found by its own word {name}.");
        return holds ? StressEnding.Done : StressEnding.Broken;
    }

    public async Task<StressEnding> IngestAsync(CancellationToken cancellationToken)
    {
        int[] documents = [.. Enumerable.Range(0, random.Next(1, MostAtOnce + 1)).Select(_ => _own[random.Next(_own.Count)]).Distinct()];
        using CancellationTokenSource giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (random.Next(6) == 0)
        {
            giveUp.CancelAfter(TimeSpan.FromMilliseconds(random.Next(1, 200)));
        }

        run.Log.Note(caller, $"ingests {string.Join(", ", documents.Select(StressCorpus.FileName))}{(giveUp.IsCancellationRequested ? " and gives up" : string.Empty)}");
        return await StoreAsync(documents, giveUp.Token);
    }

    /// <summary>Writes new revisions of documents and puts them in.</summary>
    public async Task<StressEnding> StoreAsync(IReadOnlyList<int> documents, CancellationToken cancellationToken)
    {
        long before = await run.Host.Index.GetVersionAsync(CancellationToken.None);
        foreach (int document in documents)
        {
            StressRevision revision = run.Corpus.Write(document, (run.Ledger.Latest(document)?.Number ?? -1) + 1);
            await File.WriteAllTextAsync(run.PathOf(document), revision.Text, CancellationToken.None);
            run.Ledger.Begin(revision, before);
        }

        try
        {
            IngestionReport report = await run.Host.Ingestor.IngestAsync(new IngestionRequest([.. documents.Select(run.PathOf)]), cancellationToken: cancellationToken);
            long after = await run.Host.Index.GetVersionAsync(CancellationToken.None);
            foreach (int document in documents)
            {
                run.Ledger.Stored(document, after);
            }

            return run.Log.Check(
                StressInvariant.IndexIsSound,
                report.Added + report.Replaced == documents.Count && report.Failed == 0,
                () => $"Of {documents.Count} new or changed documents, {report.Added + report.Replaced} were put in, {report.Failed} failed. {(report.Failures.Count > 0 ? report.Failures[0].Reason : string.Empty)}")
                ? StressEnding.Done
                : StressEnding.Broken;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await LearnAsync(documents);
            return StressEnding.Cancelled;
        }
    }

    public async Task<StressEnding> RemoveAsync(CancellationToken cancellationToken)
    {
        List<int> present = [.. _own.Where(run.Ledger.IsPresent)];
        if (present.Count == 0)
        {
            return await IngestAsync(cancellationToken);
        }

        int document = present[random.Next(present.Count)];
        bool byFile = random.Next(2) == 0;
        run.Log.Note(caller, $"removes {StressCorpus.FileName(document)} {(byFile ? "by deleting its file" : "from the index")}");
        File.Delete(run.PathOf(document));
        long removed = byFile
            ? (await run.Host.Ingestor.IngestAsync(new IngestionRequest([run.PathOf(document)], Prune: true), cancellationToken: CancellationToken.None)).Removed
            : await run.Host.Index.RemoveAsync(run.IdOf(document), CancellationToken.None) ? 1 : 0;
        run.Ledger.Removed(document, await run.Host.Index.GetVersionAsync(CancellationToken.None));
        return run.Log.Check(
            StressInvariant.IndexIsSound, removed == 1, () => $"{StressCorpus.FileName(document)} was in the index, and {removed} documents were taken out for it.")
            ? StressEnding.Done
            : StressEnding.Broken;
    }

    /// <summary>Finds out which of the documents of an ingestion that was given up are in: each wholly, or not at all.</summary>
    private async Task LearnAsync(IReadOnlyList<int> documents)
    {
        long after = await run.Host.Index.GetVersionAsync(CancellationToken.None);
        foreach (int document in documents)
        {
            string serial = run.Ledger.Latest(document)!.Serial;
            IReadOnlyList<SearchHit> hits = await run.Host.Index.SearchAsync(
                new HybridQuery(serial, null, IdPrefix: run.IdOf(document)), CancellationToken.None);
            if (hits.Any(hit => hit.Passage.Text.Contains(serial, StringComparison.Ordinal)))
            {
                run.Ledger.Stored(document, after);
            }
            else
            {
                run.Ledger.Forget(document);
            }
        }
    }
}
