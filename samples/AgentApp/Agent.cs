using Microsoft.SemanticKernel;

namespace LocalRag.AgentApp;

/// <summary>Works with the documents through the functions <c>rag.search</c> and <c>rag.ask</c> of the kernel.</summary>
/// <remarks>The sample model is too small to choose functions by itself, so the plan stands in the code and in a prompt; a larger one can be given the kernel's functions as tools.</remarks>
internal sealed class Agent(Kernel kernel)
{
    private readonly KernelFunction _answer = kernel.CreateFunctionFromPrompt(
        """
        Use the passage to answer in one short sentence.

        Passage: {{rag.search query=$question limit=1}}

        Question: {{$question}}
        """);

    /// <summary>Calls a function of the kernel: the best passage, without an answer.</summary>
    public Task<string?> SearchAsync(string question) =>
        kernel.InvokeAsync<string>("rag", "search", new KernelArguments { ["query"] = question, ["limit"] = 1 });

    /// <summary>Runs a prompt that calls a function itself.</summary>
    public Task<string?> AnswerAsync(string question)
    {
        PromptExecutionSettings settings = new() { ExtensionData = new Dictionary<string, object> { ["max_tokens"] = 48 } };
        return kernel.InvokeAsync<string>(_answer, new KernelArguments(settings) { ["question"] = question });
    }

    /// <summary>Calls a function of the kernel: an answer with its sources.</summary>
    public async Task<string> AskAsync(string question) =>
        await kernel.InvokeAsync<string>("rag", "ask", new KernelArguments { ["question"] = question }) ?? string.Empty;
}
