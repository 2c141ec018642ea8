namespace LocalRag;

/// <summary>The service keys under which the host keeps what is not the default service of its type.</summary>
public static class LocalRagKeys
{
    /// <summary>The innermost service of a pipeline: the engine itself, without any layer around it.</summary>
    public const string Engine = "localrag.engine";

    /// <summary>The <c>IChatClient</c> that answers questions from the documents, with citations.</summary>
    public const string Answers = "localrag.answers";
}
