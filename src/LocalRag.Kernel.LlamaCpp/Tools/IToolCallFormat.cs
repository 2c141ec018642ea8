using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tools;

/// <summary>How the models of one kind of template are told of tools, and how their calls are read back.</summary>
internal interface IToolCallFormat
{
    /// <summary>Returns the words that tell the model of the tools, for the system message.</summary>
    string Describe(IEnumerable<AIFunctionDeclaration> tools);

    /// <summary>Returns how a call or its result, from an earlier turn, stands in the conversation; null for content of another kind.</summary>
    string? Render(AIContent content);

    /// <summary>Takes the whole text of an answer apart into text and calls.</summary>
    IReadOnlyList<AIContent> Parse(string text);
}
