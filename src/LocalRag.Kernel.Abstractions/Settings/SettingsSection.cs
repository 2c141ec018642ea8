namespace LocalRag;

/// <summary>A class of settings and the section of the configuration that fills it.</summary>
/// <param name="Name">The section under <c>LocalRag</c>, such as <c>Llama</c>; empty for the root.</param>
/// <param name="OptionsType">The class, with a parameterless constructor that gives every setting its default.</param>
public sealed record SettingsSection(string Name, Type OptionsType);
