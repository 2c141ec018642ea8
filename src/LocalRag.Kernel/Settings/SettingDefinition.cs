using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace LocalRag.Settings;

/// <summary>A property of an options class that the configuration can set, under its key.</summary>
internal sealed class SettingDefinition(string key, SettingsSection section, IReadOnlyList<PropertyInfo> path)
{
    public string Key { get; } = key;

    public SettingsSection Section { get; } = section;

    public PropertyInfo Property { get; } = path[^1];

    public Type ValueType { get; } = Nullable.GetUnderlyingType(path[^1].PropertyType) ?? path[^1].PropertyType;

    /// <summary>Gets whether the value has keys of its own below this one: a list's places or a dictionary's keys.</summary>
    public bool HasChildren => IsCollection(ValueType);

    public static bool IsCollection(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    /// <summary>Returns the value as a configuration would write it, or null.</summary>
    public string? Read(object options)
    {
        object? value = options;
        foreach (PropertyInfo property in path)
        {
            value = value is null ? null : property.GetValue(value);
        }

        return Format(value);
    }

    /// <summary>Returns whether a value that can be read is also allowed by the attributes of the property.</summary>
    public bool Allows(string text)
    {
        object? value = System.ComponentModel.TypeDescriptor.GetConverter(ValueType).ConvertFromInvariantString(text);
        return Property.GetCustomAttributes<ValidationAttribute>().All(attribute => attribute.IsValid(value));
    }

    /// <summary>Returns what the value may be, as a phrase that follows "must be".</summary>
    public string DescribeAllowed() => Property.GetCustomAttribute<RangeAttribute>() is { } range
        ? $"{DescribeType()}{DescribeRange(range)}"
        : Property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed
            ? $"one of {string.Join(", ", allowed.Values.Select(Format))}"
            : DescribeType();

    private static string DescribeRange(RangeAttribute range)
    {
        string minimum = Format(range.Minimum) ?? string.Empty;
        string lower = range.MinimumIsExclusive ? $", more than {minimum}" : $", at least {minimum}";
        bool unbounded = range.Maximum is int.MaxValue or double.MaxValue or double.PositiveInfinity
            || Format(range.Maximum) == long.MaxValue.ToString(CultureInfo.InvariantCulture);
        return (unbounded, range.MinimumIsExclusive, range.MaximumIsExclusive) switch
        {
            (true, _, _) => lower,
            (false, false, false) => $" from {minimum} to {Format(range.Maximum)}",
            (false, _, true) => $"{lower} and less than {Format(range.Maximum)}",
            (false, _, false) => $"{lower} and at most {Format(range.Maximum)}",
        };
    }

    private string DescribeType() => Type.GetTypeCode(ValueType) switch
    {
        _ when ValueType.IsEnum => $"one of {string.Join(", ", Enum.GetNames(ValueType))}",
        TypeCode.Boolean => "true or false",
        TypeCode.Byte or TypeCode.SByte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32
            or TypeCode.Int64 or TypeCode.UInt64 => "a whole number",
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
        TypeCode.String => "a text",
        _ when ValueType == typeof(TimeSpan) => "a duration, such as 00:01:30",
        _ when HasChildren => "a list",
        _ => $"a {ValueType.Name}",
    };

    private static string? Format(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IDictionary pairs => string.Join(", ", pairs.Keys.Cast<object>().Select(key => $"{key}={Format(pairs[key])}")),
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Format)),
        _ => value.ToString(),
    };
}
