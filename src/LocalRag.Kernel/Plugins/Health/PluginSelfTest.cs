using LocalRag.Plugins.Composition;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Health;

/// <summary>Tries a composition before it is published: each pipeline, around a stub of its engine, must answer one call.</summary>
/// <param name="limit">How long the whole trial may take.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class PluginSelfTest(TimeSpan limit, TimeProvider timeProvider)
{
    /// <summary>Composes the plugins around stubs and calls each pipeline.</summary>
    /// <returns>The failure, with the plugin that it comes from; null where all is well.</returns>
    public async Task<PluginRefusedException?> RunAsync(IReadOnlyList<PluginInstance> plugins, CancellationToken cancellationToken)
    {
        StubEngine stub = new();
        PipelineComposer composer = new(_ => stub, (_, _) => stub, timeProvider, layerDeadline: static () => null);
        ComposedPipelines trial;
        try
        {
            trial = composer.Compose(stub, stub, plugins);
        }
        catch (PluginRefusedException refusal)
        {
            return refusal;
        }

        using CancellationTokenSource limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource timer = new(limit, timeProvider);
        using CancellationTokenRegistration registration = timer.Token.Register(limited.Cancel);
        foreach ((PipelineKind kind, Func<CancellationToken, Task> call) in Calls(trial))
        {
            // A plugin that blocks before its first await must not block the host.
            Task running = Task.Run(() => call(limited.Token), CancellationToken.None);
            try
            {
                await running.WaitAsync(limit, timeProvider, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Observe(running);
                bool hangs = exception is TimeoutException || timer.IsCancellationRequested;
                string plugin = (hangs ? FindHanging(trial, kind) : BoundaryMeter.FindOrigin(exception)) ?? plugins[0].Id;
                return new PluginRefusedException(
                    plugin,
                    hangs
                        ? $"The plugin {plugin} did not answer in the {kind} pipeline within {limit.TotalSeconds:0.#} s in the self-test."
                        : $"The plugin {plugin} failed in the {kind} pipeline in the self-test: {ExceptionText.Of(exception)}",
                    "Fix the plugin; the one before stays in use.");
            }
        }

        // Not on the way out of a failure: a call that hangs may still be inside.
        return await TryDisposeAsync(trial);
    }

    private async Task<PluginRefusedException?> TryDisposeAsync(ComposedPipelines trial)
    {
        IReadOnlyList<(string PluginId, string Failure)> failures = await trial.DisposeLayersAsync(limit, timeProvider);
        return failures is [(string plugin, string failure), ..]
            ? new PluginRefusedException(
                plugin, $"A layer of the plugin {plugin} failed in Dispose in the self-test: {failure}", "Fix the plugin; the one before stays in use.")
            : null;
    }

    // A call that was given up on may fail later; nobody else would look at its exception.
    private static void Observe(Task abandoned) => _ = abandoned.ContinueWith(
        static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static IEnumerable<(PipelineKind Kind, Func<CancellationToken, Task> Call)> Calls(ComposedPipelines trial)
    {
        // Unlike any question before, so that a cache plugin neither answers it nor keeps an answer that somebody else could get.
        string question = $"self-test {Guid.NewGuid():N}";
        yield return (PipelineKind.Chat, token => ChatAsync(trial.Heads.Chat, question, token));
        yield return (PipelineKind.Answers, token => ChatAsync(trial.Heads.Answers, question, token));
        yield return (PipelineKind.Embeddings, token => EmbedAsync(trial.Heads.Embeddings, question, token));
        yield return (PipelineKind.Retrieval, async token =>
            Require(await trial.Heads.Retrieval.RetrieveAsync(new RetrievalQuery(question), token) is not null, "it returned no result"));
    }

    private static async Task EmbedAsync(IEmbeddingGenerator<string, Embedding<float>> generator, string question, CancellationToken token)
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync([question, question + " again"], null, token);
        Require(embeddings is { Count: 2 }, "it did not return one vector for each text");
    }

    private static async Task ChatAsync(IChatClient client, string question, CancellationToken cancellationToken)
    {
        ChatMessage[] messages = [new(ChatRole.User, question)];
        Require(await client.GetResponseAsync(messages, null, cancellationToken) is { Messages.Count: > 0 }, "it returned no message");
        int updates = 0;
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, null, cancellationToken))
        {
            updates += update is null ? 0 : 1;
        }

        Require(updates > 0, "its stream was empty");
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new InvalidOperationException(problem);
        }
    }

    /// <summary>Returns the plugin that the call went into and did not come out of on either side.</summary>
    private static string? FindHanging(ComposedPipelines trial, PipelineKind kind)
    {
        // Innermost first: the first boundary that was reached is the last one that the call passed on its way in.
        PipelineLayer? reached = trial.Layers.FirstOrDefault(layer => layer.Pipeline == kind && layer.Meter.Calls > 0);
        return reached is { PluginId: null }
            ? trial.Layers.FirstOrDefault(layer => layer.Pipeline == kind && layer.PluginId is not null)?.PluginId
            : reached?.PluginId;
    }
}
