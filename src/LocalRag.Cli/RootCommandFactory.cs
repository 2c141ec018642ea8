using System.CommandLine;
using System.CommandLine.Help;
using LocalRag.Cli.Commands;
using LocalRag.Cli.Output;

namespace LocalRag.Cli;

/// <summary>Puts the commands together.</summary>
internal static class RootCommandFactory
{
    public static RootCommand Create()
    {
        RootCommand root = new("Answers questions from your own documents with a model that runs on this machine, and cites its sources.")
        {
            GlobalOptions.Json,
            GlobalOptions.Data,
            GlobalOptions.Set,
            GlobalOptions.Plugins,
            GlobalOptions.NoPlugins,
            GlobalOptions.Verbose,
            GlobalOptions.Otlp,
            new IngestCommand(),
            new QueryCommand(),
            new ChatCommand(),
            new SearchCommand(),
            new StatusCommand(),
            new DoctorCommand(),
            new DbCommand(),
            new CacheCommand(),
            new ModelsCommand(),
            new SettingsCommand(),
            new PluginsCommand(),
            new PipelineCommand(),
            new EvalCommand(),
            new LeakTestCommand(),
            new BenchCommand(),
            new BenchProbeCommand(),
            new MetricsCommand(),
            new StressCommand(),
            new ProfileCommand(),
            new ReportCommand(),
            new Phase10Command(),
            new TuneCommand(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        HelpWithExamplesAction action = new((HelpAction)help.Action!);
        help.Action = action;
        root.SetAction(action.Invoke);
        return root;
    }
}
