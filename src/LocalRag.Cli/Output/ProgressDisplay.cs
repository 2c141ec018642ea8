using System.Globalization;
using Spectre.Console;

namespace LocalRag.Cli.Output;

/// <summary>Shows long work on standard error: a bar on a terminal, otherwise a plain line now and then.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    public static async Task<T> RunAsync<T>(CommandOutput output, string title, TimeProvider timeProvider, Func<IProgress<ProgressStep>, Task<T>> work)
    {
        if (!CommandOutput.ErrorIsTerminal)
        {
            output.Note($"{title} ...");
            return await work(new PlainProgress(output, title, timeProvider));
        }

        return await output.ErrorConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new BarProgress(context.AddTask(Markup.Escape(title)), title)));
    }

    private sealed class BarProgress(ProgressTask task, string title) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value)
        {
            task.IsIndeterminate = value.Total is null;
            task.MaxValue = value.Total ?? Math.Max(value.Done, 1);
            task.Value = value.Done;
            task.Description = Markup.Escape(value.Detail.Length == 0 ? title : $"{title} {PrintableText.Shorten(PrintableText.Clean(value.Detail), 40)}");
        }
    }

    private sealed class PlainProgress(CommandOutput output, string title, TimeProvider timeProvider) : IProgress<ProgressStep>
    {
        private readonly Lock _lock = new();
        private long _last = timeProvider.GetTimestamp();

        public void Report(ProgressStep value)
        {
            lock (_lock)
            {
                if (value.Total is not > 0 || timeProvider.GetElapsedTime(_last) < s_interval)
                {
                    return;
                }

                _last = timeProvider.GetTimestamp();
                output.Note(string.Create(CultureInfo.InvariantCulture, $"{title}: {100 * value.Done / value.Total:0}%"));
            }
        }
    }
}
