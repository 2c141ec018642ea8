namespace LocalRag;

/// <summary>A value of a setting that is tried. Disposing of it sets the value before again.</summary>
public interface ISettingTrial : IDisposable
{
    /// <summary>Gets the setting.</summary>
    string Key { get; }

    /// <summary>Gets the value that is tried.</summary>
    string Value { get; }

    /// <summary>Gets or sets whether the value is in force; the next call sees it.</summary>
    bool IsOn { get; set; }

    /// <summary>Tells what measurements show, taken in turns: the first before and the first during are a pair.</summary>
    /// <param name="before">The measurements without the value.</param>
    /// <param name="during">The measurements with it.</param>
    /// <param name="higherIsBetter">Whether more is better, as of a speed.</param>
    TrialVerdict Judge(IReadOnlyList<double> before, IReadOnlyList<double> during, bool higherIsBetter);

    /// <summary>Sets the value for as long as the plugin is there, and notes why in the profile of this machine and model.</summary>
    /// <param name="reason">Why, as a sentence with the figures.</param>
    void Keep(string reason);

    /// <summary>Sets the value before again, and notes that this one does harm: it is not tried again.</summary>
    /// <param name="reason">What it does, as a sentence with the figures.</param>
    void Reject(string reason);
}
