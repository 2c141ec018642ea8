namespace LocalRag.LlamaCpp;

/// <summary>A processor that llama.cpp can compute on.</summary>
/// <param name="Name">Its short name, such as <c>CPU</c> or <c>Metal</c>.</param>
/// <param name="Description">The hardware's name.</param>
/// <param name="Kind">What it is.</param>
public sealed record LlamaDevice(string Name, string Description, LlamaDeviceKind Kind);
