using LocalRag.Answers;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement.Stress;

/// <summary>Asks questions, with and without giving up.</summary>
internal sealed class AskingOperations(StressRun run, int caller, Random random)
{
    private static readonly int[] s_answerTokens = [8, 24, 48];

    private readonly AnswerCheck _check = new(run);
    private List<ChatMessage> _history = [];

    public async Task<StressEnding> AskAsync(bool followUp, CancellationToken cancellationToken)
    {
        bool leans = followUp && _history.Count > 0;
        string question = leans ? StressCorpus.FollowUp(random) : StressCorpus.Question(random.Next(StressCorpus.Documents), random);
        List<ChatMessage> history = leans ? _history : [];
        ChatOptions options = new() { MaxOutputTokens = s_answerTokens[random.Next(s_answerTokens.Length)] };
        bool streamed = random.Next(2) == 0;
        run.Log.Note(caller, $"asks \"{question}\"{(leans ? " after a turn" : string.Empty)}{(streamed ? " as a stream" : string.Empty)}");
        long versionBefore = await run.Host.Index.GetVersionAsync(cancellationToken);
        List<ChatMessage> messages = [.. history, new ChatMessage(ChatRole.User, question)];
        ChatResponse? response = await EndingOnceAsync(
            question, () => streamed ? ReadAsync(question, messages, options) : run.Host.Answers.GetResponseAsync(messages, options, CancellationToken.None));
        if (response is null || !await _check.RunAsync(question, history, response, versionBefore))
        {
            return StressEnding.Broken;
        }

        _history = [new ChatMessage(ChatRole.User, question), new ChatMessage(ChatRole.Assistant, response.Text)];
        return response.GetRagMetadata()!.Abstained ? StressEnding.Abstained : StressEnding.Done;
    }

    /// <summary>Asks and gives up: before the answer, after some pieces of it, or by reading no further.</summary>
    public async Task<StressEnding> GiveUpAsync()
    {
        string question = StressCorpus.Question(random.Next(StressCorpus.Documents), random);
        int pieces = random.Next(6);
        bool leave = random.Next(2) == 0;
        run.Log.Note(caller, $"asks \"{question}\" and {(leave ? "stops reading" : "cancels")} after {pieces} pieces");
        using CancellationTokenSource giveUp = new();
        Task<bool> giving = ReadSomeAsync(question, pieces, leave, giveUp);
        run.Opened();
        try
        {
            bool orderly = await giving.WaitAsync(run.Request.RequestLimit, run.Host.TimeProvider);
            return orderly ? StressEnding.Cancelled : StressEnding.Broken;
        }
        catch (TimeoutException)
        {
            run.Log.Break(StressInvariant.EndsOnce, $"\"{question}\" was given up after {pieces} pieces and has not ended within {run.Request.RequestLimit.TotalSeconds:0} s.");
            return StressEnding.Broken;
        }
        finally
        {
            run.Closed();
        }
    }

    /// <summary>Makes a request that nobody gives up, and returns its answer; null where an invariant did not hold.</summary>
    private async Task<ChatResponse?> EndingOnceAsync(string question, Func<Task<ChatResponse>> request)
    {
        run.Opened();
        try
        {
            // On another thread: a client that blocks its caller must not block the limit.
            return await Task.Run(request).WaitAsync(run.Request.RequestLimit, run.Host.TimeProvider);
        }
        catch (TimeoutException)
        {
            run.Log.Break(StressInvariant.EndsOnce, $"\"{question}\" has not ended within {run.Request.RequestLimit.TotalSeconds:0} s.");
        }
        catch (Exception exception)
        {
            run.Log.Break(StressInvariant.DoesNotFail, $"\"{question}\" failed: {Describe(exception)}");
        }
        finally
        {
            run.Closed();
        }

        return null;
    }

    private async Task<ChatResponse> ReadAsync(string question, List<ChatMessage> messages, ChatOptions options)
    {
        List<ChatResponseUpdate> updates = [];
        int closings = 0;
        await foreach (ChatResponseUpdate update in run.Host.Answers.GetStreamingResponseAsync(messages, options, CancellationToken.None))
        {
            updates.Add(update);
            closings += update.GetRagMetadata() is null ? 0 : 1;
        }

        run.Log.Check(
            StressInvariant.EndsOnce,
            closings == 1 && updates[^1].GetRagMetadata() is not null,
            () => $"The stream of \"{question}\" closed {closings} times in {updates.Count} updates.");
        return updates.ToChatResponse();
    }

    /// <returns>False where an invariant did not hold.</returns>
    private async Task<bool> ReadSomeAsync(string question, int pieces, bool leave, CancellationTokenSource giveUp)
    {
        int read = 0;
        try
        {
            if (pieces == 0 && !leave)
            {
                await giveUp.CancelAsync();
            }

            IAsyncEnumerable<ChatResponseUpdate> stream = run.Host.Answers.GetStreamingResponseAsync(
                [new ChatMessage(ChatRole.User, question)], new ChatOptions { MaxOutputTokens = 32 }, giveUp.Token);
            await foreach (ChatResponseUpdate update in stream)
            {
                if (++read > pieces && leave)
                {
                    return true;
                }

                if (read == pieces)
                {
                    await giveUp.CancelAsync();
                }
            }

            // The answer was complete before the cancellation could reach it.
            return true;
        }
        catch (OperationCanceledException exception) when (giveUp.IsCancellationRequested)
        {
            return run.Log.Check(
                StressInvariant.EndsOnce,
                exception.CancellationToken == giveUp.Token,
                () => $"\"{question}\" was cancelled by its caller, and ended with the token of somebody else.");
        }
        catch (Exception exception)
        {
            run.Log.Break(StressInvariant.DoesNotFail, $"\"{question}\", given up after {read} pieces, failed: {Describe(exception)}");
            return false;
        }
    }

    internal static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
