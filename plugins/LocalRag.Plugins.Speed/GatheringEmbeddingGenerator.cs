using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Speed;

/// <summary>Has the texts of callers that come while the encoder is busy embedded together: in one call, short texts can share a batch.</summary>
/// <remarks>
/// 1. A call that finds a processor free goes straight through: alone, nobody waits for company.
/// 2. Small calls that come while as many are under way as there are processors gather; when one of those ends, what has gathered goes as one call.
/// 3. A caller that gives up does not disturb the others; the joint call stops when the last one has given up.
/// 4. Where a joint call fails, each caller's texts go by themselves, so that nobody is told of a fault in another's text.
/// </remarks>
/// <param name="inner">The generator inside.</param>
/// <param name="limit">How many calls may be under way before others gather.</param>
internal sealed class GatheringEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, int limit)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner), IEmbeddingFingerprint
{
    /// <summary>A call of more texts fills batches by itself.</summary>
    private const int MostTexts = 8;

    private readonly Lock _lock = new();
    private Gathering? _gathering;
    private int _underWay;

    // In whatever company, each text gets the vector of the generator inside.
    public ValueTask<string?> GetAsync(CancellationToken cancellationToken = default) =>
        (InnerGenerator.GetService(typeof(IEmbeddingFingerprint)) as IEmbeddingFingerprint)?.GetAsync(cancellationToken) ?? ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    /// <remarks>Of a joint call it is not known which tokens are whose: its callers get no usage.</remarks>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        if (options is not null || texts.Length is 0 or > MostTexts)
        {
            return await base.GenerateAsync(texts, options, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        Gathering? gathering = null;
        Gathering.Member? member = null;
        lock (_lock)
        {
            if (_underWay < limit)
            {
                _underWay++;
            }
            else
            {
                gathering = _gathering ??= new Gathering();
                member = gathering.Join(texts);
            }
        }

        if (gathering is not null)
        {
            return await WaitAsync(gathering, member!, cancellationToken);
        }

        try
        {
            return await base.GenerateAsync(texts, null, cancellationToken);
        }
        finally
        {
            HandOver();
        }
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> WaitAsync(Gathering gathering, Gathering.Member member, CancellationToken cancellationToken)
    {
        try
        {
            return await member.Result.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            bool last;
            lock (_lock)
            {
                last = gathering.Leave(member);
            }

            if (last)
            {
                await gathering.AbandonAsync();
            }

            throw;
        }
    }

    /// <summary>Gives the place of a call that has ended to those that have gathered.</summary>
    private void HandOver()
    {
        Gathering? next;
        IReadOnlyList<Gathering.Member> members;
        lock (_lock)
        {
            next = _gathering;
            _gathering = null;
            members = next?.Begin() ?? [];
            if (members.Count == 0)
            {
                _underWay--;
                return;
            }
        }

        // It is nobody's call, and so not in the flow of the one that happened to end.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunAsync(next!, members));
        }
    }

    private async Task RunAsync(Gathering gathering, IReadOnlyList<Gathering.Member> members)
    {
        try
        {
            await EmbedAsync(gathering, members);
        }
        finally
        {
            HandOver();
            gathering.End();
        }
    }

    private async Task EmbedAsync(Gathering gathering, IReadOnlyList<Gathering.Member> members)
    {
        if (members.Count > 1)
        {
            try
            {
                string[] texts = [.. members.SelectMany(member => member.Texts)];
                Divide(await base.GenerateAsync(texts, null, gathering.Abandoned), members);
                return;
            }
            catch (Exception) when (!gathering.Abandoned.IsCancellationRequested)
            {
                // Whose text it was is found out below.
            }
            catch (Exception exception)
            {
                Fail(members, exception);
                return;
            }
        }

        foreach (Gathering.Member member in members)
        {
            try
            {
                member.Result.TrySetResult(await base.GenerateAsync(member.Texts, null, gathering.Abandoned));
            }
            catch (Exception exception)
            {
                Fail([member], exception);
            }
        }
    }

    private static void Divide(GeneratedEmbeddings<Embedding<float>> embeddings, IReadOnlyList<Gathering.Member> members)
    {
        if (embeddings.Count != members.Sum(member => member.Texts.Length))
        {
            throw new LocalRagException($"The embedding model returned {embeddings.Count} vectors for {members.Sum(member => member.Texts.Length)} texts.");
        }

        int start = 0;
        foreach (Gathering.Member member in members)
        {
            member.Result.TrySetResult([.. embeddings.Skip(start).Take(member.Texts.Length)]);
            start += member.Texts.Length;
        }
    }

    private static void Fail(IReadOnlyList<Gathering.Member> members, Exception exception)
    {
        foreach (Gathering.Member member in members)
        {
            member.Result.TrySetException(exception);

            // Who has given up no longer looks.
            _ = member.Result.Task.Exception;
        }
    }
}
