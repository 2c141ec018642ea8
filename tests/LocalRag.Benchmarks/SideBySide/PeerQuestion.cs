using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.SideBySide;

/// <summary>Asks as all programs are asked, and takes the time.</summary>
internal static class PeerQuestion
{
    private const int OutputTokens = 64;

    public static async Task<object> AskAsync(IChatClient chat, IEnumerable<ChatMessage> messages)
    {
        ChatOptions options = new() { Temperature = 0, MaxOutputTokens = OutputTokens };
        long start = Stopwatch.GetTimestamp();
        double first = 0;
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in chat.GetStreamingResponseAsync(messages, options))
        {
            first = first == 0 && update.Text.Length > 0 ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : first;
            updates.Add(update);
        }

        double total = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        ChatResponse response = updates.ToChatResponse();

        // An answer that says there is none comes without the model, and so without usage.
        return new { first, total, promptTokens = response.Usage?.InputTokenCount ?? 0, tokens = response.Usage?.OutputTokenCount ?? 0, text = response.Text };
    }
}
