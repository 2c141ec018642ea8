using System.Diagnostics;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Devices;

/// <summary>Times the same work with and without flash attention, in turns within one run, so that what else the machine does hits both.</summary>
/// <remarks>The work is a prompt and then single tokens behind it, where attention looks back at all of the prompt: the two shapes that an answer is made of.</remarks>
internal static class AttentionSpeed
{
    private const int Rounds = 3;
    private const int SmallestPrompt = 32;
    private const int LargestPrompt = 256;
    private const int PromptTokensPerOutputToken = 16;

    // The model is not there for anybody until this is over: on a slow device less work has to do.
    private const double WantedMilliseconds = 400;

    /// <summary>Returns the median time of each way in milliseconds; null for what the backend cannot do, or has no room for.</summary>
    /// <exception cref="DeviceFailedException">The device failed.</exception>
    public static (double? On, double? Off) Compare(LlamaModel model, LlamaOptions options)
    {
        using Run? off = TryMake(model, options, FlashAttention.Off);
        using Run? on = TryMake(model, options, FlashAttention.On);
        List<double> offTimes = [];
        List<double> onTimes = [];

        // The first time, kernels are still being made.
        off?.Time(SmallestPrompt);
        on?.Time(SmallestPrompt);
        int prompt = SmallestPrompt;
        if ((off ?? on) is { } first)
        {
            double milliseconds = Math.Max(1, first.Time(SmallestPrompt));
            prompt = (int)Math.Clamp(SmallestPrompt * WantedMilliseconds / milliseconds, SmallestPrompt, LargestPrompt);
        }

        for (int round = 0; round < Rounds; round++)
        {
            Add(off, prompt, offTimes);
            Add(on, prompt, onTimes);
        }

        return (Median(onTimes), Median(offTimes));
    }

    private static void Add(Run? run, int promptTokens, List<double> times)
    {
        if (run is not null)
        {
            times.Add(run.Time(promptTokens));
        }
    }

    private static Run? TryMake(LlamaModel model, LlamaOptions options, FlashAttention attention)
    {
        try
        {
            return new Run(model, options, attention);
        }
        catch (LocalRagException)
        {
            // No kernels for it, or no memory for contexts that only serve to measure: no reason to do without the device.
            return null;
        }
    }

    private static double? Median(List<double> times)
    {
        if (times.Count == 0)
        {
            return null;
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private sealed class Run : IDisposable
    {
        private readonly LlamaContextHandle _context;
        private readonly ComputeThreadPool? _pool;
        private readonly DecodeBatch _batch;
        private readonly int _piece;
        private readonly string _device;

        public Run(LlamaModel model, LlamaOptions options, FlashAttention attention)
        {
            _piece = Math.Min(options.PrefillPieceTokens, LargestPrompt);
            _device = options.GpuDevice ?? "CPU";
            int context = model.TrainedContextTokens > 0 ? Math.Min(1024, model.TrainedContextTokens) : 1024;
            LlamaOptions small = options.WithAttention(attention).WithContext(new ContextSize(context, 1));
            _context = model.CreateContext(small, outputs: 1);
            _pool = ComputeThreadPool.Attach(_context, Math.Max(LlamaModel.Threads(options), LlamaModel.BatchThreads(options)));
            _batch = new DecodeBatch(_piece);
        }

        /// <summary>Does the work once, and returns the time in milliseconds.</summary>
        public double Time(int promptTokens)
        {
            NativeMethods.llama_memory_clear(NativeMethods.llama_get_memory(_context), 0);
            long start = Stopwatch.GetTimestamp();
            int position = 0;
            while (position < promptTokens)
            {
                position = Decode(position, Math.Min(_piece, promptTokens - position));
            }

            while (position < promptTokens + (promptTokens / PromptTokensPerOutputToken))
            {
                position = Decode(position, 1);
            }

            NativeMethods.llama_synchronize(_context);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        public void Dispose()
        {
            _batch.Dispose();
            LlamaModel.Free(_context);
            _pool?.Dispose();
        }

        private int Decode(int position, int count)
        {
            _batch.Clear();
            for (int i = 0; i < count; i++)
            {
                // Which tokens they are makes no difference to the time.
                _batch.Add(i % 7, position + i, sequence: 0, output: i == count - 1);
            }

            int result = NativeMethods.llama_decode(_context, _batch.Native);
            return result == 0 ? position + count : throw new DeviceFailedException(_device, $"It failed while attention was being measured (llama_decode returned {result}).");
        }
    }
}
