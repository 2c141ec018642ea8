namespace LocalRag.LlamaCpp;

/// <summary>The llama.cpp that this process runs.</summary>
/// <param name="Directory">The folder of its shared libraries.</param>
/// <param name="Version">Its version, such as <c>0.4.0</c>.</param>
/// <param name="Devices">What it can compute on, in the order in which it lists them.</param>
/// <param name="SystemInfo">The instruction sets and options it uses here, in its own words.</param>
public sealed record LlamaNativesDescription(string Directory, string Version, IReadOnlyList<LlamaDevice> Devices, string SystemInfo);
