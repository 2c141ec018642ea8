using System.Runtime.InteropServices;

[assembly: LocalRag.RagPlugin("metal")]

namespace LocalRag.Plugins.Metal;

/// <summary>Has the host use the graphics processor as far as it goes: Metal on a Mac, and whatever llama.cpp's libraries drive elsewhere.</summary>
/// <remarks>The host does the work: it knows the devices, plans what fits, and goes on on the processor where a device fails. What the user has set stands above every proposal, and all of them go with the plugin.</remarks>
public sealed class MetalPlugin : RagPlugin
{
    /// <inheritdoc/>
    public override void Configure(IRagPluginBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        bool hasCoreMl = OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        foreach ((string key, string value) in MetalProposals.Make(MetalOptions.Read(builder.Configuration), hasCoreMl))
        {
            builder.Settings[key] = value;
        }
    }
}
