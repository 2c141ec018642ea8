using System.Globalization;
using LocalRag.Cli.Output;
using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>The part of <c>doctor</c> that tells whether a model fits, from the head of its file alone.</summary>
internal static class FitDoctor
{
    /// <summary>Writes what fits.</summary>
    /// <returns>Whether the model fits with the settings as they are.</returns>
    public static bool Run(CommandOutput output, IServiceProvider services, string model)
    {
        string path = services.GetRequiredService<IModelStore>().Locate(model);
        GgufSummary summary = GgufFile.Check(path);
        LlamaOptions options = services.GetRequiredService<IOptions<LlamaOptions>>().Value;
        long room = services.GetRequiredService<IMemoryArbiter>().Status.Headroom;
        ModelMemory configured = ModelMemory.Estimate(summary, options);
        FitResult result = new(
            path,
            summary.ContextTokens,
            room,
            configured.Total <= room,
            new FitOptionResult(options.Sequences, options.KvType.ToString(), options.ContextTokens, configured.Weights, configured.KeyValues, configured.Compute, configured.Total),
            [.. ModelFit.Find(summary, options, room).Select(fit => new FitOptionResult(
                fit.Sequences, fit.KvType.ToString(), fit.ContextTokens, fit.Memory?.Weights, fit.Memory?.KeyValues, fit.Memory?.Compute, fit.Memory?.Total))]);
        if (output.Json)
        {
            CommandOutput.WriteJson(result, OutputJson.Indented.FitResult);
        }
        else
        {
            Write(output, result);
        }

        return result.Fits;
    }

    private static void Write(CommandOutput output, FitResult result)
    {
        CommandOutput.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Path}: {FileSize.Format(result.Configured.Total ?? 0)} with the settings as they are, {FileSize.Format(result.Room)} free within the budget: it {(result.Fits ? "fits" : "does not fit")}."));
        output.WriteTable(
            ["Settings", "Sequences", "KV type", "Context", "Weights", "KV", "Compute", "Total"],
            [Row("as they are", result.Configured), .. result.Options.Select(option => Row("longest that fits", option))]);
    }

    private static string[] Row(string what, FitOptionResult option) =>
    [
        what,
        option.Sequences.ToString(CultureInfo.InvariantCulture),
        option.KvType,
        option.ContextTokens == 0 ? "none" : option.ContextTokens.ToString(CultureInfo.InvariantCulture),
        .. new[] { option.Weights, option.KeyValues, option.Compute, option.Total }.Select(bytes => bytes is long value ? FileSize.Format(value) : string.Empty),
    ];
}
