namespace LocalRag.Tests.Measurement;

/// <summary>Noise as machines make it, from a seed.</summary>
internal static class Noise
{
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
