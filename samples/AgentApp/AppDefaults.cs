using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace LocalRag.AgentApp;

/// <summary>The settings of the sample, below everything that the command line and the environment say.</summary>
internal static class AppDefaults
{
    public static void AddTo(IConfigurationManager configuration, [CallerFilePath] string file = "")
    {
        string data = Path.Combine(AppContext.BaseDirectory, "data");
        configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Corpus"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "corpus")),
                ["Question"] = "Which sysctl setting lets the GPU lock more memory on a Mac?",

                // Beside the app: neither the user's index nor the user's plugins are the sample's business.
                ["LocalRag:DataDirectory"] = data,
                ["LocalRag:Plugins:Directory"] = Path.Combine(data, "plugins"),
            },
        });
    }
}
