namespace LocalRag.Plugins.Health;

/// <summary>Turns an exception of a plugin into text, because the exception itself would keep the plugin's assembly loaded.</summary>
internal static class ExceptionText
{
    private const int MaxLength = 8_000;

    /// <summary>Returns the exception as text of a bounded length, also where it is the exception's own code that makes it and fails.</summary>
    public static string Of(Exception exception)
    {
        string text;
        try
        {
            text = exception.ToString() ?? string.Empty;
        }
        catch (Exception second)
        {
            text = $"{exception.GetType().FullName}, whose text can't be had because of {second.GetType().FullName}";
        }

        return text.Length <= MaxLength ? text : $"{text.AsSpan(0, MaxLength)} ({text.Length - MaxLength} more characters)";
    }
}
