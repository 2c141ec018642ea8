namespace LocalRag.LlamaCpp.Gguf;

/// <summary>What a GGUF file says of the model that it holds.</summary>
public sealed record GgufSummary
{
    /// <summary>Gets the model's architecture, such as <c>llama</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Gets the model's name, or null if it gives none.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the model's size as its publisher puts it, such as <c>135M</c>, or null.</summary>
    public string? SizeLabel { get; init; }

    /// <summary>Gets how many parameters the file holds, all its parts together.</summary>
    public required long Parameters { get; init; }

    /// <summary>Gets the type that most of the weights are stored in, such as <c>Q4_1</c>.</summary>
    public required string WeightType { get; init; }

    /// <summary>Gets the size of the weights in bytes, all parts together.</summary>
    public required long TensorBytes { get; init; }

    /// <summary>Gets what the layers take, all parts together.</summary>
    public required LayerSizes Layers { get; init; }

    /// <summary>Gets how many tensors there are, in all parts together.</summary>
    public required int TensorCount { get; init; }

    /// <summary>Gets the longest context in tokens that the model was trained for.</summary>
    public required long ContextTokens { get; init; }

    /// <summary>Gets the length of a token's vector inside the model.</summary>
    public required long EmbeddingLength { get; init; }

    /// <summary>Gets how many layers the model has.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Gets how many attention heads a layer has, the most of any layer.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Gets how many heads of keys and values a layer has, the most of any layer.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Gets how many bytes of KV memory a token takes with 16-bit keys and values.</summary>
    public required long KeyValueBytesPerToken { get; init; }

    /// <summary>Gets how many tokens the vocabulary has.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Gets whether the file holds a chat template.</summary>
    public required bool HasChatTemplate { get; init; }

    /// <summary>Gets how many files the model is split into; 1 where it is whole.</summary>
    public required int PartCount { get; init; }
}
