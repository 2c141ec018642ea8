using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.LlamaCpp;
using LocalRag.Settings;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>The checks of <c>doctor</c>. Each tries the real thing, and says in one line what came of it.</summary>
internal sealed class DoctorChecks(IServiceProvider services)
{
    /// <summary>Below this, searches miss so much that a user may notice.</summary>
    private const double LowRecall = 0.95;

    private const string OpenSettings = "Correct the value where it is set; 'localrag settings' lists all of them.";

    public static DoctorCheckResult CheckSettings(CommandContext context)
    {
        try
        {
            SettingsCatalog catalog = context.BuildHost().GetRequiredService<SettingsCatalog>();
            IReadOnlyList<string> problems = catalog.FindProblems();
            return problems.Count > 0
                ? DoctorCheckResult.Fail("settings", string.Join(" ", problems), OpenSettings)
                : DoctorCheckResult.Ok("settings", Describe(catalog.List()));
        }
        catch (SettingsException exception)
        {
            return DoctorCheckResult.Fail("settings", exception.Problem, OpenSettings);
        }
    }

    public static DoctorCheckResult CheckProcessor()
    {
        (string Name, bool Supported)[] features = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? [("NEON", AdvSimd.IsSupported), ("dot product", Dp.IsSupported)]
            : [("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512", Avx512F.IsSupported)];
        string[] found = [.. features.Where(feature => feature.Supported).Select(feature => feature.Name)];
        string detail = $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, {(found.Length > 0 ? string.Join(", ", found) : "no vector extensions")}";
        return features[0].Supported
            ? DoctorCheckResult.Ok("processor", detail)
            : DoctorCheckResult.Warn("processor", detail, $"Without {features[0].Name} everything works, several times slower.");
    }

    public DoctorCheckResult CheckDataDirectory() => Try("data folder", "Choose a folder that you may write to, with --data DIR or the setting DataDirectory.", () =>
    {
        string folder = services.GetRequiredService<IOptions<LocalRagOptions>>().Value.DataDirectory;
        Directory.CreateDirectory(folder);
        string probe = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
        File.WriteAllText(probe, string.Empty);
        File.Delete(probe);
        long free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        string detail = $"{folder}, {FileSize.Format(free)} free";
        return free < 1_000_000_000
            ? DoctorCheckResult.Warn("data folder", detail, "Free some space, or choose another folder with --data DIR.")
            : DoctorCheckResult.Ok("data folder", detail);
    });

    public DoctorCheckResult CheckNatives() => Try("llama.cpp", null, () =>
    {
        LlamaNativesDescription natives = LlamaNatives.Describe(
            services.GetRequiredService<IOptions<LlamaOptions>>().Value.NativeDirectory, services.GetRequiredService<ILoggerFactory>());
        string devices = string.Join(", ", natives.Devices.Select(device => $"{device.Name} ({device.Description})"));
        return DoctorCheckResult.Ok("llama.cpp", $"{natives.Version} in {natives.Directory}; {devices}");
    });

    public Task<DoctorCheckResult> CheckChatModelAsync(CancellationToken cancellationToken) => TryAsync("chat model", async () =>
    {
        IChatClient chat = services.GetRequiredService<IChatClient>();
        ChatResponse response = await chat.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 }, cancellationToken);
        return DoctorCheckResult.Ok("chat model", $"{DescribeModel("Llama:Model")}, wrote {response.Usage?.OutputTokenCount ?? 1} token");
    });

    public Task<DoctorCheckResult> CheckEmbeddingModelAsync(CancellationToken cancellationToken) => TryAsync("embedding model", async () =>
    {
        IEmbeddingGenerator<string, Embedding<float>> embeddings = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Embedding<float> vector = await embeddings.GenerateAsync("Hello", cancellationToken: cancellationToken);
        return DoctorCheckResult.Ok("embedding model", $"{DescribeModel("Onnx:Model")}, {vector.Dimensions} dimensions");
    });

    public DoctorCheckResult CheckMemory() => Try("memory", null, () =>
    {
        long needed = ConfiguredModels.Find(services).Sum(model => model.Bytes ?? 0);
        long available = services.GetRequiredService<IMemoryArbiter>().Status.Available;
        string detail = $"{FileSize.Format(available)} available, models take {FileSize.Format(needed)}";
        return needed > available
            ? DoctorCheckResult.Warn("memory", detail, "Use a smaller model, or close other programs.")
            : DoctorCheckResult.Ok("memory", detail);
    });

    public Task<DoctorCheckResult> CheckIndexAsync(CancellationToken cancellationToken) => TryAsync("index", async () =>
    {
        IDocumentIndex index = services.GetRequiredService<IDocumentIndex>();
        IndexSummary summary = await index.GetSummaryAsync(cancellationToken);
        IReadOnlyList<string> problems = await index.CheckAsync(cancellationToken);
        string detail = string.Create(
            CultureInfo.InvariantCulture, $"{summary.Location}, {summary.Documents:N0} documents, {summary.Chunks:N0} chunks");
        return problems.Count > 0
                ? DoctorCheckResult.Fail("index", string.Join(" ", problems), "Delete the index and ingest the documents again.")
            : summary.Documents == 0
                ? DoctorCheckResult.Warn("index", $"{detail}", "Put documents into it: localrag ingest PATH.")
            : summary.Embeddings < summary.Chunks
                ? DoctorCheckResult.Warn(
                    "index",
                    string.Create(CultureInfo.InvariantCulture, $"{detail}, {summary.Chunks - summary.Embeddings:N0} without a vector"),
                    "With an embedding model at hand, run: localrag ingest PATH --force.")
                : DoctorCheckResult.Ok("index", detail);
    });

    public Task<DoctorCheckResult> CheckRecallAsync(CancellationToken cancellationToken) => TryAsync("recall", async () =>
    {
        RecallMeasurement? recall = await services.GetRequiredService<SqliteMaintenance>().MeasureRecallAsync(cancellationToken: cancellationToken);
        if (recall is null)
        {
            return DoctorCheckResult.Ok("recall", "not measured: there are too few vectors");
        }

        string detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{recall.RecallAt10:0.000} of the 10 nearest among {recall.Vectors:N0} vectors found ({recall.Queries} chunks as questions, codes of one {(recall.Codes == "bits" ? "bit" : "byte")} per dimension)");
        return recall.RecallAt10 < LowRecall
            ? DoctorCheckResult.Warn("recall", detail, "Raise Sqlite:RescoreCandidates.")
            : DoctorCheckResult.Ok("recall", detail);
    });

    private static string Describe(IReadOnlyList<Setting> settings)
    {
        string[] sources = [.. settings.Select(setting => setting.Source).Where(source => source != Setting.DefaultSource).Distinct()];
        return $"{settings.Count} settings, {(sources.Length == 0 ? "all at their defaults" : $"set by {string.Join(", ", sources)}")}";
    }

    private static DoctorCheckResult Try(string check, string? fix, Func<DoctorCheckResult> body)
    {
        try
        {
            return body();
        }
        catch (LocalRagException exception)
        {
            return DoctorCheckResult.Fail(check, exception.Problem, exception.NextStep ?? fix);
        }
        catch (Exception exception)
        {
            // Whatever goes wrong is the finding.
            return DoctorCheckResult.Fail(check, exception.Message, fix);
        }
    }

    private static async Task<DoctorCheckResult> TryAsync(string check, Func<Task<DoctorCheckResult>> body)
    {
        try
        {
            return await body();
        }
        catch (LocalRagException exception)
        {
            return DoctorCheckResult.Fail(check, exception.Problem, exception.NextStep);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever goes wrong is the finding.
            return DoctorCheckResult.Fail(check, exception.Message, null);
        }
    }

    private string DescribeModel(string use) =>
        ConfiguredModels.Find(services).FirstOrDefault(model => model.Use == use) is { Path: { } path } model
            ? $"{path} ({FileSize.Format(model.Bytes ?? 0)})"
            : use;
}
