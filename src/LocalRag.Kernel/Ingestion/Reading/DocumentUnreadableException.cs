namespace LocalRag.Ingestion.Reading;

/// <summary>A document cannot be read; the others can.</summary>
/// <param name="reason">Why, as a sentence without the file's name: the report puts it beside the file.</param>
/// <param name="nextStep">What the user can do.</param>
/// <param name="innerException">The cause.</param>
internal sealed class DocumentUnreadableException(string reason, string? nextStep = null, Exception? innerException = null)
    : LocalRagException(reason, nextStep, innerException);
