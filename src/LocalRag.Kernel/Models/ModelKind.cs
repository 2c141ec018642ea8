using System.Text.Json.Serialization;

namespace LocalRag.Models;

/// <summary>What a file of the model catalog is for.</summary>
public enum ModelKind
{
    /// <summary>Writes answers (<c>Llama:Model</c>).</summary>
    [JsonStringEnumMemberName("chat")]
    Chat,

    /// <summary>Turns text into vectors (<c>Onnx:Model</c>).</summary>
    [JsonStringEnumMemberName("embedding")]
    Embedding,

    /// <summary>Cuts text into the tokens of an embedding model (<c>Onnx:Vocabulary</c>).</summary>
    [JsonStringEnumMemberName("vocabulary")]
    Vocabulary,
}
