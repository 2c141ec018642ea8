namespace LocalRag.Cli.Output;

/// <summary>Shows work that tells the share that is done.</summary>
internal sealed class ShareProgress(IProgress<ProgressStep> progress) : IProgress<double>
{
    public void Report(double value) => progress.Report(new ProgressStep(value, 1, string.Empty));
}
