using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tools;

/// <summary>How the models of one kind of template are told of tools, and how their calls are read back.</summary>
internal interface IToolCallFormat
{
    /// <summary>Gets the words with which a call begins in an answer.</summary>
    string CallStart { get; }

    /// <summary>Gets the role under which the results of calls are sent.</summary>
    string ResultRole { get; }

    /// <summary>Returns the words that tell the model of the tools, for the system message.</summary>
    string Describe(IEnumerable<AIFunctionDeclaration> tools);

    /// <summary>Returns how a call or its result, from an earlier turn, stands in the conversation; null for content of another kind.</summary>
    string? Render(AIContent content);

    /// <summary>Reads the calls in the rest of an answer, from the first <see cref="CallStart"/> on; what is not a call is text.</summary>
    IReadOnlyList<AIContent> Parse(string text);
}
