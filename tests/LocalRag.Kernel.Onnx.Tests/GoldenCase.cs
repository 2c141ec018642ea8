using System.Text.Json.Serialization;

namespace LocalRag.Onnx.Tests;

/// <summary>A text with what the reference implementation makes of it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Ids">Its token ids, not truncated.</param>
/// <param name="FullVector">The vector of the float32 weights; empty where it was not computed.</param>
/// <param name="QuantizedVector">The vector of the int8 model, computed alone.</param>
public sealed record GoldenCase(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("ids")] int[] Ids,
    [property: JsonPropertyName("f32")] float[] FullVector,
    [property: JsonPropertyName("int8")] float[] QuantizedVector);
