using System.CommandLine;
using LocalRag.Cli.Output;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LocalRag.Cli.Hosting;

/// <summary>Builds the host that the commands work with.</summary>
internal static class CommandHost
{
    public static IHost Build(ParseResult arguments, string? dataSubfolder, LiveSettings? live, HostVariant? variant = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "localrag" });
        ConfigurationSources.AddTo(builder.Configuration, arguments, dataSubfolder, variant);
        if (live is not null)
        {
            ((IConfigurationBuilder)builder.Configuration).Add(live);
        }

        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        if (arguments.GetValue(GlobalOptions.Verbose))
        {
            AddConsoleLog(builder.Logging);
        }

        builder.AddLocalRag().AddLlamaCpp().AddOnnxEmbeddings().AddSqliteIndex();
        return builder.Build();
    }

    private static void AddConsoleLog(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.ColorBehavior = CommandOutput.ErrorIsTerminal ? LoggerColorBehavior.Enabled : LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
