using System.Diagnostics;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Measurement;

/// <summary>Times a fixed piece of arithmetic: it takes as long each time, unless something else has the processor or its clock has changed.</summary>
internal sealed class SpinCalibration
{
    private const int Steps = 2_000_000;
    private const double Stolen = 1.5;

    private readonly List<double> _milliseconds = [];

    public void Measure()
    {
        long start = Stopwatch.GetTimestamp();
        ulong value = 88172645463325252;
        for (int step = 0; step < Steps; step++)
        {
            // A chain of dependent steps: no compiler and no processor can shorten it.
            value ^= value << 13;
            value ^= value >> 7;
            value ^= value << 17;
        }

        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (value != 0)
        {
            _milliseconds.Add(elapsed);
        }
    }

    public MachineNoise ToResult()
    {
        double[] sorted = [.. _milliseconds.Order()];
        if (sorted.Length == 0)
        {
            return new MachineNoise([], 0, 0, 0);
        }

        double median = Quantile.Of(sorted, 0.5);
        return new MachineNoise(
            [.. _milliseconds],
            median,
            (Quantile.Of(sorted, 0.75) - Quantile.Of(sorted, 0.25)) / median,
            sorted.Count(time => time > Stolen * median));
    }
}
