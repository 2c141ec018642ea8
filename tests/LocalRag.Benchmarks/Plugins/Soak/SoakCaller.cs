using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.Plugins.Soak;

/// <summary>Asks one question after another while plugins are swapped, and checks that each answer is wholly from one generation.</summary>
/// <param name="front">The stable front of a pipeline.</param>
/// <param name="pipeline">The pipeline's name.</param>
/// <param name="plugin">Says what to ask, and what a right answer is.</param>
internal sealed class SoakCaller(IChatClient front, string pipeline, SoakedPlugin plugin)
{
    /// <summary>Carries the notes of a call to the layers that it goes through; the plugin finds it by name, because it can't refer to this assembly.</summary>
    private static readonly AsyncLocal<ConcurrentQueue<string>?> s_notes = PublishNotes();

    private static readonly ChatOptions s_options = new() { MaxOutputTokens = 12, Temperature = 0 };

    /// <summary>Gets the number of answers.</summary>
    public long Answers { get; private set; }

    /// <summary>Gets the first calls that failed, as text.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Gets the first answers that are wrong, or that more than one generation, or not every layer, had a part in.</summary>
    public List<string> Mixed { get; } = [];

    public async Task RunAsync(Func<bool> isOver)
    {
        while (!isOver())
        {
            // A call that ends without waiting, as one that a cache answers, must not keep the threads from those who swap.
            await Task.Yield();
            ConcurrentQueue<string> notes = [];
            s_notes.Value = notes;
            try
            {
                string answer = await AskAsync();
                Answers++;
                if (!plugin.IsRight(pipeline, answer, [.. notes]))
                {
                    Mixed.Add($"'{answer}' by {string.Join(", ", notes)}");
                }
            }
            catch (Exception exception)
            {
                Failures.Add(exception.ToString());
            }
        }
    }

    private async Task<string> AskAsync()
    {
        StringBuilder text = new();
        await foreach (ChatResponseUpdate update in front.GetStreamingResponseAsync(plugin.Ask(Answers), s_options))
        {
            text.Append(update.Text);
        }

        return text.ToString();
    }

    private static AsyncLocal<ConcurrentQueue<string>?> PublishNotes()
    {
        AsyncLocal<ConcurrentQueue<string>?> notes = new();
        AppContext.SetData("localrag.soak.notes", notes);
        return notes;
    }
}
