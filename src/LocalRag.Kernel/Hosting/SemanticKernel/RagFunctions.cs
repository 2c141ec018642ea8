using System.ComponentModel;
using System.Globalization;
using System.Text;
using LocalRag.Answers;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace LocalRag.Hosting.SemanticKernel;

/// <summary>The functions of the kernel plugin <c>rag</c>.</summary>
/// <remarks>Their signatures hold types of the base library only, so that no cache of Semantic Kernel pins a type of the host.</remarks>
internal sealed class RagFunctions(IRetriever retriever, IChatClient answers)
{
    public const string PluginName = "rag";

    // A model that asks for more would not have room to read it.
    private const int MostPassages = 50;

    [KernelFunction("search")]
    [Description("Finds the passages of the user's own documents that fit a question. Use it to read what the documents say before answering yourself.")]
    [return: Description("The passages, best first, each with its number, document and place.")]
    public async Task<string> SearchAsync(
        [Description("What to look for, as a question or as keywords.")] string query,
        [Description("How many passages to return, from 1 to 50.")] int limit = 5,
        CancellationToken cancellationToken = default)
    {
        RetrievalResult result = await retriever.RetrieveAsync(new RetrievalQuery(query, Math.Clamp(limit, 1, MostPassages)), cancellationToken);
        StringBuilder text = new();
        for (int i = 0; i < result.Hits.Count; i++)
        {
            Passage passage = result.Hits[i].Passage;
            text.Append(i == 0 ? string.Empty : "\n\n")
                .Append(CultureInfo.InvariantCulture, $"[{i + 1}] {Source(passage.Title, passage.Location.ToString())}\n{passage.Text.Trim()}");
        }

        return text.Length > 0 ? text.ToString() : "No passage fits.";
    }

    [KernelFunction("ask")]
    [Description("Answers a question from the user's own documents, and lists the sources that the answer rests on.")]
    [return: Description("The answer with the numbers of its sources in brackets, then the sources; or a sentence that says that the documents do not answer it.")]
    public async Task<string> AskAsync(
        [Description("The question, complete in itself.")] string question, CancellationToken cancellationToken = default)
    {
        ChatResponse response = await answers.GetResponseAsync(question, cancellationToken: cancellationToken);
        return CitedText.Write(response);
    }

    private static string Source(string title, string location) => location.Length == 0 ? title : $"{title}, {location}";
}
