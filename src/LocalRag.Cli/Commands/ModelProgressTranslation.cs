using LocalRag.Cli.Output;
using LocalRag.Models;

namespace LocalRag.Cli.Commands;

/// <summary>Shows bytes of a model as progress.</summary>
internal sealed class ModelProgressTranslation(IProgress<ProgressStep> progress) : IProgress<ModelProgress>
{
    public void Report(ModelProgress value) => progress.Report(new ProgressStep(value.Bytes, value.TotalBytes, string.Empty));
}
