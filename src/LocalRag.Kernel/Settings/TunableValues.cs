using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace LocalRag.Settings;

/// <summary>The values worth trying of a setting that may be tuned.</summary>
internal static class TunableValues
{
    private const string Threads = "Threads";
    private const double Step = 0.1;

    /// <summary>Returns the values, the one in force left out.</summary>
    /// <param name="definition">The setting.</param>
    /// <param name="attribute">Its mark; the values that it lists are all.</param>
    /// <param name="current">The value in force.</param>
    /// <param name="processors">How many processors the process may use.</param>
    public static IReadOnlyList<string> Of(SettingDefinition definition, TunableAttribute attribute, string? current, int processors)
    {
        IEnumerable<string> values = attribute.Values.Length > 0 ? attribute.Values.Select(Format)
            : definition.ValueType == typeof(bool) ? ["false", "true"]
            : definition.ValueType.IsEnum ? Enum.GetNames(definition.ValueType)
            : definition.Property.Name.EndsWith(Threads, StringComparison.Ordinal) ? ThreadCounts(processors)
            : Neighbours(definition, current);
        return [.. values.Where(value => value != current && definition.Allows(value)).Distinct()];
    }

    /// <summary>One for each processor is seldom passed with profit; 0 is what the engine thinks best.</summary>
    private static IEnumerable<string> ThreadCounts(int processors)
    {
        yield return "0";
        for (int threads = 1; threads < processors; threads *= 2)
        {
            yield return Format(threads);
        }

        yield return Format(processors);
    }

    private static IEnumerable<string> Neighbours(SettingDefinition definition, string? current)
    {
        if (definition.Property.GetCustomAttributes(typeof(RangeAttribute), inherit: true) is not [RangeAttribute range]
            || !double.TryParse(current, CultureInfo.InvariantCulture, out double value))
        {
            return [];
        }

        if (definition.ValueType == typeof(double) || definition.ValueType == typeof(float))
        {
            double step = Step * (Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture) - Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture));
            return [Format(Math.Round(value - step, 6)), Format(Math.Round(value + step, 6))];
        }

        double least = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);

        // A number below none stands for something of its own, such as "all".
        return least < 0 && value == 0 ? [Format(least)] : value > 0 ? [Format(Math.Floor(value / 2)), Format(value * 2)] : [];
    }

    private static string Format(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
