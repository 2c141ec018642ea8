namespace LocalRag;

/// <summary>Marks a setting that the tuner may move, between the limits of its <c>[Range]</c> or among the values of its type.</summary>
/// <param name="cost">What takes effect when it changes.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TunableAttribute(SettingCost cost) : Attribute
{
    /// <summary>Gets what a change costs.</summary>
    public SettingCost Cost { get; } = cost;

    /// <summary>Gets or sets whether another value can give other answers: then it is only moved where questions with known answers tell that they are not worse.</summary>
    /// <value>The default is false: only time and memory change.</value>
    public bool ChangesAnswers { get; set; }

    /// <summary>Gets or sets the values to try, where the whole range would be too many.</summary>
    /// <value>The default is none: the range, or the type's values.</value>
    public object[] Values { get; set; } = [];
}
